"""No circle of files, and none of folders: whoever reads a room can do so from the ground floor up."""

from tests.project.import_graph import circles, folder_graph, module_graph


def test_no_files_import_each_other() -> None:
    """Imports inside functions and for types alone count, too."""
    assert circles(module_graph()) == []


def test_no_folders_import_each_other() -> None:
    """A folder neither imports the one above it, when that imports it."""
    assert circles(folder_graph(module_graph())) == []


def test_a_circle_is_found() -> None:
    """One of two, and one of three that is entered from outside."""
    graph = {"a": {"b"}, "b": {"a"}, "x": {"c"}, "c": {"d"}, "d": {"e"}, "e": {"c"}, "alone": set()}
    assert circles(graph) == [["a", "b"], ["c", "d", "e"]]
