"""Mails about accounts, and how their links are kept from other eyes."""
