"""What says when: phrases over the kinds of tokens become partial components, each field known or left open."""
