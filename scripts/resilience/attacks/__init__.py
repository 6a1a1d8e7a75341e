"""One file for each theme.

Each has its purpose in its first line, the DATABASES that it attacks, those that it attacks in continuous integration
(SHORT), and run().
"""
