"""Delta Lake tables read and written as pandas frames, and the data dictionary that describes them."""
