"""What a message may say of an event that is there, though it could be a booking as well: "lunch at KLCC instead", "add
Ali to lunch", "kenduri tu pukul 12 bukan 11", "no gym tomorrow", 这周三不打羽毛球.

Whether that event stands decides, and only who knows the calendar can tell."""

from bot.understanding.standing.said import AboutStanding, Swap, about_standing, copy_in, swap_in, title_with

__all__ = ["AboutStanding", "Swap", "about_standing", "copy_in", "swap_in", "title_with"]
