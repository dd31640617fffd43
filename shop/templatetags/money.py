"""The filter that shows money, and the tag that shows the price of one piece."""

from django import template

from shop.money import format_each, format_money

register = template.Library()
register.filter("money", format_money)
register.simple_tag(format_each, name="piece_price")
