"""The application as a server loads it: `gunicorn tracker.wsgi:app`."""

from tracker import create_app

app = create_app()
