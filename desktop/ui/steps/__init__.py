"""The guided steps of an order: one page a step."""
