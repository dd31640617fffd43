"""Chaos: a real server under fire, and the proof that nothing acknowledged is lost.

`make chaos` starts a PostgreSQL of its own and gunicorn, lets shoppers and staff work
over HTTP, kills workers and stops the database hard, and compares at the end what was
acknowledged with what is there.
"""
