"""What `calendar-bot doctor` looks at: one module a subject, each with what is asked and, apart from it, what the
answer means. Nothing here changes anything anywhere, and no finding holds a secret."""
