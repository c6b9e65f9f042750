"""/contribute/."""

from django.urls import path, register_converter

from resources.contributions import views
from resources.contributions.models import Shape
from resources.contributions.views import own, writing


class ShapeConverter:
    """The word of a shape in an address."""

    regex = "|".join(Shape.values)

    def to_python(self, value: str) -> Shape:
        """Return the shape."""
        return Shape(value)

    def to_url(self, value: str) -> str:
        """Return its word."""
        return str(Shape(value).value)


register_converter(ShapeConverter, "shape")

urlpatterns = [
    path("", views.contributions, name="contributions"),
    path("new/", writing.begin, name="contribute"),
    path("new/<shape:shape>/", writing.write, name="contribute_form"),
    path("new/<shape:shape>/keep/", writing.keep, name="contribution_keep"),
    path("drafts/<int:pk>/delete/", writing.drop_draft, name="contribution_draft_drop"),
    path("<int:pk>/", views.contribution, name="contribution"),
    path("<int:pk>/change/", own.change, name="contribution_change"),
    path("<int:pk>/renew/", writing.renew, name="contribution_renew"),
    path("<int:pk>/take-back/", own.take_back, name="contribution_take_back"),
    path("<int:pk>/leave/", own.leave, name="contribution_leave"),
    path("<int:pk>/files/<int:file>/", views.file, name="contribution_file"),
]

of_papers = [
    path("<slug:slug>/earlier/<int:pk>/file/", views.earlier_file, name="earlier_file"),
]
"""Below /library/: what stood there before."""
