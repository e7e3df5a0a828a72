"""Makes of a document what can be handed over, and checks what was handed over."""
