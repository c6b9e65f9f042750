"""/pilots/pairings/: the addresses of a pairing's workspace."""

from django.urls import path

from pilots.pairings.views import plan, story, talk, workspace

urlpatterns = [
    path("pairings/<int:pk>/", workspace.pairing_detail, name="pairing"),
    path("pairings/<int:pk>/story/", story.pairing_story, name="story"),
    path("pairings/<int:pk>/accept/", workspace.pairing_accept, name="accept"),
    path("pairings/<int:pk>/resume/", workspace.pairing_resume, name="resume"),
    # One address for four verbs, which ask for the same thing: a note, and a second press. See
    # `workspace.ENDINGS`.
    path("pairings/<int:pk>/end/<slug:verb>/", workspace.pairing_end, name="end"),
    path("pairings/<int:pk>/comments/", talk.comment_add, name="comment_add"),
    path("pairings/<int:pk>/steps/", plan.step_add, name="step_add"),
    path("pairings/<int:pk>/steps/<int:step>/", plan.step_edit, name="step_edit"),
    path("pairings/<int:pk>/steps/<int:step>/done/", plan.step_done, name="step_done"),
    path("pairings/<int:pk>/steps/<int:step>/reopen/", plan.step_reopen, name="step_reopen"),
    path("pairings/<int:pk>/steps/<int:step>/move/", plan.step_move, name="step_move"),
    path("pairings/<int:pk>/steps/usual/", plan.steps_usual, name="steps_usual"),
    path("pairings/<int:pk>/exchanges/", plan.exchange_add, name="exchange_add"),
    path("pairings/<int:pk>/exchanges/<int:exchange>/", plan.exchange_edit, name="exchange_edit"),
]
