"""Without a signal: the service worker, the shell it keeps, and the manifest that makes the app installable."""
