"""What is for sale."""

from dataclasses import asdict

from fastapi import APIRouter

from checkout.api.access import Administrator, PathId, TheShop
from checkout.api.answers import errors
from checkout.schemas import NewProduct, Product, ProductList

ROUTER = APIRouter(prefix="/api/products", tags=["products"])


@ROUTER.get("", operation_id="listProducts", responses=errors())
def list_products(shop: TheShop) -> ProductList:
    """List what is for sale."""
    return ProductList(products=[Product(**asdict(product)) for product in shop.products.list()])


@ROUTER.post("", operation_id="createProduct", status_code=201, responses=errors(400, 401, 403, 422))
def create_product(shop: TheShop, _: Administrator, body: NewProduct) -> Product:
    """Put a product on sale (administrators)."""
    return Product(**asdict(shop.products.create(body.title, body.price, body.currency, body.stock)))


@ROUTER.get("/{product_id}", operation_id="getProduct", responses=errors(404, 422))
def get_product(shop: TheShop, product_id: PathId) -> Product:
    """Read one product."""
    return Product(**asdict(shop.products.get(product_id)))
