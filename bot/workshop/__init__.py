"""Tools for those who write flows: rehearsals, author tests, the explorer, the try page's views."""
