"""Once a day, an authority's word (RFC 3161) that the heads of all logs were there."""
