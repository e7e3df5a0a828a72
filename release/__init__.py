"""Makes what is handed out with a version: the package, and the list of its parts, audited."""
