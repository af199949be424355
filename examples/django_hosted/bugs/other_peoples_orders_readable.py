"""The order is found by its number alone: who counts up reads what everybody bought."""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "store/views.py",
            (
                "    found = get_object_or_404(request.user.orders, pk=pk)\n"
                '    return render(request, "store/order.html", {"order": found'
            ),
            (
                "    found = get_object_or_404(Order, pk=pk)\n"
                '    return render(request, "store/order.html", {"order": found'
            ),
        ),
        Edit("store/views.py", "from store.models import Product", "from store.models import Order, Product"),
    ),
    codes=("not_refused",),
    run=("scenarios/test_access.py",),
)
