"""`make release`: the wheels and images of a release, checked in a fresh environment. Publishes nothing."""
