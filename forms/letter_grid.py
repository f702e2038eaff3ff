"""The page of GB/T 9704-2012: 22 lines of 28 characters. All lengths in points."""

from forms.paper import MM, PAGE_HEIGHT, PAGE_WIDTH, Page

WIDTH = 156 * MM
HEIGHT = 225 * MM
CHARACTERS = 28
LINES = 22
CHARACTER = WIDTH / CHARACTERS  # 15.79 pt
LINE = HEIGHT / LINES  # 28.99 pt
LEFT = 28 * MM
TOP = PAGE_HEIGHT - 37 * MM
LETTER = Page(PAGE_WIDTH, PAGE_HEIGHT, LEFT, LEFT + WIDTH, TOP)
