"""A message as typed -> normalised text -> tokens, each with what it may mean and where it stands."""
