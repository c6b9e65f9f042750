"""Bring the letters of earlier releases, and the answers to them, into threads of both cities."""

from django.db import migrations


def _city_of(Officer, person):  # noqa: N803 -- a model, as migrations have it
    seat = Officer.objects.filter(person_id=person).order_by("until", "pk").first()
    return seat.city_id if seat else None


def into_threads(apps, schema_editor):  # noqa: ARG001 -- as Django calls it
    Letter, Thread, Officer = (apps.get_model("cities", it) for it in ("Letter", "Thread", "Officer"))
    Side, Part = (apps.get_model("cities", it) for it in ("Side", "Part"))
    for letter in Letter.objects.filter(thread=None).order_by("pk"):
        own = _city_of(Officer, letter.sender_id)
        if own is None or own == letter.city_id:
            continue
        thread = Thread.objects.create(started_at=letter.sent_at, last_at=letter.sent_at)
        for city in (own, letter.city_id):
            Side.objects.create(thread=thread, city_id=city)
        Part.objects.create(thread=thread, person_id=letter.sender_id, city_id=own, takes_part=True)
        letter.thread, letter.from_city_id = thread, own
        letter.save(update_fields=["thread", "from_city"])
        for answer in letter.answers.filter(passed_on_at__isnull=False).order_by("pk"):
            city = own if answer.sender_id == letter.sender_id else letter.city_id
            Letter.objects.create(
                thread=thread,
                from_city_id=city,
                sender_id=answer.sender_id,
                text=answer.text,
                by_mail=True,
                attachments=answer.attachments,
                was_cut=answer.was_cut,
                sent_at=answer.passed_on_at,
            )
            Part.objects.get_or_create(
                thread=thread, person_id=answer.sender_id, defaults={"city_id": city, "takes_part": True}
            )
            Thread.objects.filter(pk=thread.pk).update(last_at=answer.passed_on_at)


class Migration(migrations.Migration):
    dependencies = [("cities", "0049_threads_of_letters")]

    operations = [migrations.RunPython(into_threads, migrations.RunPython.noop, elidable=True)]
