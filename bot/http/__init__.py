"""Everything that speaks HTTP: the one home of Starlette and uvicorn."""
