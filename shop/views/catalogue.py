"""The shoppers' pages of the catalogue."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.activity import record
from shop.context import tree_of
from shop.models import Activity, Picture, Product
from shop.paging import page_of
from shop.search import BEST, LONGEST_QUERY, SORTS, search, sorted_by

PER_PAGE = 24
IN_HERO = 3
FEATURED = 4
NEWEST = 8
RELATED = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the shop is, its shelves, what it likes and what is new."""
    products = Product.objects.visible().for_cards()
    pictured = Exists(Picture.objects.filter(product=OuterRef("pk")))
    featured = list(products.filter(pictured, is_featured=True)[: IN_HERO + FEATURED])
    shelves = tree_of(request).roots
    context = {
        "shelves": shelves,
        "shelf_names": ", ".join(shelf.name for shelf in shelves[:4]),
        "hero": featured[:IN_HERO],
        "featured": featured[IN_HERO:],
        "newest": products[:NEWEST],
    }
    return render(request, "shop/home.html", context)


@require_safe
def category(request: HttpRequest, path: str) -> HttpResponse:
    """Show a category's products, those of the categories below it too."""
    shelf = tree_of(request).at(path)
    if shelf is None:
        raise Http404("No such category.")
    products = Product.objects.visible().for_cards()
    below = [child.id for child in shelf.with_all_below()]
    sort, products = sorted_by(
        products.filter(category__in=below), request.GET.get("sort", ""), SORTS
    )
    context = {
        "category": shelf,
        "crumbs": shelf.trail[:-1],
        "current_root_slug": shelf.trail[0].slug,
        "page": page_of(request, products, per_page=PER_PAGE),
        "sort": sort,
        "sorts": SORTS,
    }
    return render(request, "shop/category.html", context)


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one product, and others from its shelf."""
    row = get_object_or_404(Product.objects.visible().for_cards(), slug=slug)
    shelf = tree_of(request).by_id.get(row.category_id)
    related = Product.objects.visible().for_cards().exclude(pk=row.pk)
    if request.method == "GET":
        record(Activity.Kind.VIEW, product_id=row.pk)
    context = {
        "product": row,
        "crumbs": shelf.trail if shelf else [],
        "current_root_slug": shelf.trail[0].slug if shelf else "",
        "tax_note": _("Tax included, delivery at checkout")
        if settings.PRICES_INCLUDE_TAX
        else _("Plus tax and delivery"),
        "related": related.filter(category=shelf.id)[:RELATED] if shelf else [],
    }
    return render(request, "shop/product.html", context)


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was searched for, or every product where nothing was."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    sorts = {**BEST, **SORTS} if query else SORTS
    sort, products = sorted_by(search(query), request.GET.get("sort", ""), sorts)
    page = page_of(request, products, per_page=PER_PAGE)
    if query and page.number == 1 and request.method == "GET":
        record(Activity.Kind.SEARCH, text=query)
    context = {
        "query": query,
        "page": page,
        "sort": sort,
        "sorts": sorts,
    }
    return render(request, "shop/search.html", context)
