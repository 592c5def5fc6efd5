"""Views of run files: HTML and Markdown."""
