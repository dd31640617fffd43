"""A shop of up to a million orders, for trying it at size: `seed_demo --scale N`.

`filling` goes through a year, order by order, and keeps no more than a batch of rows.
"""
