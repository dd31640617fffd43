"""The shoppers' pages of the catalogue."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.activity import record
from shop.context import tree_of
from shop.models import Activity, Picture, Product
from shop.paging import page_of
from shop.preview import may_preview, why_hidden
from shop.search import BEST, LONGEST_QUERY, SORTS, search, sorted_by
from shop.views.cards import cards_of

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
    featured = products.filter(pictured, is_featured=True)[: IN_HERO + FEATURED]
    cards = cards_of([*featured, *products[:NEWEST]])
    liked, newest = cards[: len(featured)], cards[len(featured) :]
    shelves = tree_of(request).roots
    context = {
        "shelves": shelves,
        "shelf_names": ", ".join(shelf.name for shelf in shelves[:4]),
        "hero": liked[:IN_HERO],
        "featured": liked[IN_HERO:],
        "newest": newest,
    }
    return render(request, "shop/home.html", context)


@require_safe
def category(request: HttpRequest, path: str) -> HttpResponse:
    """Show a category's products, those of the categories below it too."""
    shelf = tree_of(request).at(path) or tree_of(request, anew=True).at(path)
    if shelf is None:
        raise Http404("There is no such category.")
    products = Product.objects.visible().for_cards()
    below = [child.id for child in shelf.with_all_below()]
    sort, products = sorted_by(
        products.filter(category__in=below), request.GET.get("sort", ""), SORTS
    )
    page = page_of(request, products, per_page=PER_PAGE)
    context = {
        "category": shelf,
        "crumbs": shelf.trail[:-1],
        "current_root_slug": shelf.trail[0].slug,
        "page": page,
        "cards": cards_of(page),
        "sort": sort,
        "sorts": SORTS,
    }
    return render(request, "shop/category.html", context)


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one product, and others from its shelf; to staff also what is hidden."""
    row = get_object_or_404(Product.objects.prefetch_related("pictures"), slug=slug)
    hidden_because = why_hidden(row)
    if hidden_because and not may_preview(request):
        raise Http404("Not on sale.")
    shelf = tree_of(request).by_id.get(row.category_id)
    related = Product.objects.visible().for_cards().exclude(pk=row.pk)
    if request.method == "GET" and not hidden_because:
        record(Activity.Kind.VIEW, product_id=row.pk)
    context = {
        "product": row,
        "hidden_because": hidden_because,
        "crumbs": shelf.trail if shelf else [],
        "current_root_slug": shelf.trail[0].slug if shelf else "",
        "tax_note": _("Tax included, delivery at checkout")
        if settings.PRICES_INCLUDE_TAX
        else _("Plus tax and delivery"),
        "related": cards_of(related.filter(category=shelf.id)[:RELATED])
        if shelf
        else [],
    }
    response = render(request, "shop/product.html", context)
    if hidden_because:
        add_never_cache_headers(response)
    return response


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
        "cards": cards_of(page),
        "sort": sort,
        "sorts": sorts,
    }
    return render(request, "shop/search.html", context)
