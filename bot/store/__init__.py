"""Where rows and letters are kept."""
