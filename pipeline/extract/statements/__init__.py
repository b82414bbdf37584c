"""Who said what: attributions with their words, and the same words across outlets."""
