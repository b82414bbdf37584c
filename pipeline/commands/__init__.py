"""What the commands do, one module a subject; `pipeline.cli` names their options and imports them when called."""
