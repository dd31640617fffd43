"""Tries small changes of the code that counts money, pieces and accounts.

`make mutants` runs it, `make mutants ARGS=refunds` for one module. equivalents.toml
names the changes after which the program is the same; docs/proof.md has the figures.
"""
