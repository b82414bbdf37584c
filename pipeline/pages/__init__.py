"""What people see. Pages draw; they compute nothing that analysis could."""
