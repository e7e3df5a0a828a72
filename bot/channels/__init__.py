"""Ways to reach people: each turns the world into events, and effects into the world."""
