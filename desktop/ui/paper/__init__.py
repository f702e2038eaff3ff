"""Paper: preview and print, and signed sheets that come back as scans."""
