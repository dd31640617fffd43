"""Messages that are delivered after the commit that wanted them."""
