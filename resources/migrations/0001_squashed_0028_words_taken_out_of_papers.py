"""All tables of this app as they stand after 0028, for a new database: made at once, not step by step.

A database that has taken the steps goes on with them; both lead to the same tables.
"""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import icaforum.words.mail_fields
import icaforum.words.names
import icaforum.words.new_tables
import icaforum.words.plain_search
import pgtrigger.compiler
import pgtrigger.migrations
import resources.contributions.models
import resources.library.models.edition
from django.conf import settings
from django.db import migrations, models

# Each language is searched with its own grammar and without accents: «Städte» finds «Stadt», «sao» finds «São».
STEMMERS = (
    "arabic", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi",
    "indonesian", "italian", "norwegian", "portuguese", "russian", "spanish", "swedish", "tamil", "turkish",
)
CONFIGURE = "".join(
    f"""
CREATE TEXT SEARCH CONFIGURATION forum_{name} (COPY = {name});
ALTER TEXT SEARCH CONFIGURATION forum_{name}
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {name}{tail};
"""
    for name, tail in [("simple", ""), *((name, "_stem") for name in STEMMERS)]
)
UNDO = "".join(f"DROP TEXT SEARCH CONFIGURATION forum_{name};" for name in ("simple", *STEMMERS))

# As the forum_… of 0001, but with every word: PostgreSQL's English drops «just», and «just transition» then
# finds every transition. Under names of their own, since processes of the version before still ask those.
# Stemmers that know suffixes by their accents: their languages are indexed with and without.
ACCENTED = ("catalan", "finnish", "french", "greek", "italian", "portuguese", "spanish", "turkish")
WORDS = "asciihword, asciiword, hword, hword_asciipart, hword_part, word, numword"


def configuration(name, base, dictionaries):
    return f"""
CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {base});
ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {WORDS} WITH {dictionaries};
"""


CREATE = "".join(
    [
        *(f"CREATE TEXT SEARCH DICTIONARY words_{it} (TEMPLATE = snowball, Language = {it});" for it in STEMMERS),
        configuration("words_simple", "simple", "unaccent, simple"),
        *(configuration(f"words_{it}", it, f"unaccent, words_{it}") for it in STEMMERS),
        *(configuration(f"words_{it}_accents", it, f"words_{it}") for it in ACCENTED),
    ]
)
DROP = "".join(
    [
        *(f"DROP TEXT SEARCH CONFIGURATION words_{it}_accents;" for it in ACCENTED),
        *(f"DROP TEXT SEARCH CONFIGURATION words_{it};" for it in ("simple", *STEMMERS)),
        *(f"DROP TEXT SEARCH DICTIONARY words_{it};" for it in STEMMERS),
    ]
)

# Django's own index of a link holds its key alone, so the newest of a theme were found by sorting all of them.
INDEXES = {
    "resource_newest_of_theme": "resources_resource_themes (theme_id, resource_id)",
    "resource_newest_of_city": "resources_resource_cities (city_id, resource_id)",
}


class Migration(migrations.Migration):

    replaces = [('resources', '0001_initial'), ('resources', '0002_say_what_is_wrong'), ('resources', '0003_words_of_every_language'), ('resources', '0004_search_words'), ('resources', '0005_keep_what_texts_said'), ('resources', '0006_keep_what_stands'), ('resources', '0007_reading'), ('resources', '0008_find_the_newest_of_a_theme'), ('resources', '0009_keep_words_of_the_search'), ('resources', '0010_keep_what_words_say'), ('resources', '0011_find_titles_by_a_part'), ('resources', '0012_find_papers_by_a_part_of_their_word'), ('resources', '0013_name_words_by_their_theme'), ('resources', '0014_questions'), ('resources', '0015_write_files_as_text'), ('resources', '0016_shelves'), ('resources', '0017_keep_papers'), ('resources', '0018_questions_for_staff'), ('resources', '0019_summed_up_by_the_secretariat'), ('resources', '0020_contributions'), ('resources', '0021_lessons'), ('resources', '0022_papers_of_unnamed_cities'), ('resources', '0023_organisations_at_the_table'), ('resources', '0024_texts_in_short'), ('resources', '0025_new_versions'), ('resources', '0026_files_taken_out'), ('resources', '0027_no_of_an_organisation'), ('resources', '0028_words_taken_out_of_papers')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cities', '0001_squashed_0058_measures'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('pilots', '0001_squashed_0010_no_of_an_organisation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CONFIGURE, UNDO),
        migrations.RunSQL(CREATE, DROP),
        icaforum.words.new_tables.NewTables(
            operations=[
                migrations.CreateModel(
                    name='Resource',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField(choices=[(0, 'Everyone on the web'), (1, 'All members'), (2, 'Peer and pilot cities'), (3, 'Pilot cities'), (9, 'Only those I choose')], db_index=True, default=1, verbose_name='who can see this')),
                        ('open_to_partners', models.BooleanField(default=False, verbose_name='also partners')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='word in its address')),
                        ('kind', models.CharField(choices=[('case-study', 'Case study'), ('good-practice', 'Good practice'), ('lessons-learned', 'Lessons learned'), ('toolkit', 'Toolkit'), ('playbook', 'Playbook'), ('guide', 'Implementation guide'), ('executive-guide', 'Executive guide'), ('guidance-note', 'Guidance note'), ('roadmap', 'Roadmap'), ('indicator-module', 'Indicator set or module'), ('template', 'Template or worksheet'), ('research-report', 'Research report'), ('policy-brief', 'Policy or issue brief'), ('article', 'Article'), ('city-plan', 'City plan or strategy'), ('learning-note', 'Learning note'), ('presentation', 'Presentation'), ('webinar-recording', 'Webinar recording'), ('training-module', 'Training module'), ('dataset', 'Dataset or dashboard'), ('map', 'Map'), ('statement', 'Statement or pledge text'), ('external-link', 'External resource')], max_length=20, verbose_name='kind')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Pulled back')], default='draft', max_length=10, verbose_name='state')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published on')),
                        ('review_by', models.DateField(blank=True, null=True, verbose_name='will be looked at again by')),
                        ('is_sample', models.BooleanField(default=False, verbose_name='sample content')),
                        ('search', django.contrib.postgres.search.SearchVectorField(default='', editable=False)),
                        ('cities', models.ManyToManyField(blank=True, related_name='resources', to='cities.city', verbose_name='from')),
                        ('themes', models.ManyToManyField(blank=True, related_name='resources', to='cities.theme', verbose_name='themes')),
                        ('search_version', models.PositiveSmallIntegerField(db_default=0, editable=False)),
                        ('quotes_by_consent', models.BooleanField(db_default=False, default=False, verbose_name='quotes cities by their consent')),
                        ('band', models.CharField(blank=True, choices=[('under-1', 'under 1 million'), ('1-to-3', '1 to 3 million'), ('3-to-10', '3 to 10 million'), ('over-10', 'over 10 million')], db_default='', default='', max_length=10, verbose_name='size it is described by')),
                        ('is_unnamed', models.BooleanField(db_default=False, default=False, verbose_name='from a city that is not named')),
                        ('region', models.CharField(blank=True, choices=[('africa', 'Africa'), ('central-east-asia', 'Central East Asia'), ('southeast-asia-oceania', 'East, Southeast Asia & Oceania'), ('europe', 'Europe'), ('latin-america', 'Latin America'), ('north-america', 'North America'), ('south-west-asia', 'South and West Asia')], db_default='', default='', max_length=30, verbose_name='region it is described by')),
                    ],
                    options={
                        'verbose_name': 'resource',
                        'verbose_name_plural': 'resources',
                        'ordering': ['-published_at', '-pk'],
                        'indexes': [models.Index(fields=['-published_at', '-id'], name='resource_newest'), models.Index(fields=['level', '-published_at', '-id'], name='resource_newest_of_level'), django.contrib.postgres.indexes.GinIndex(fields=['search'], name='resource_search'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(icaforum.words.plain_search.Plain('slug'), name='gin_trgm_ops'), name='resource_slug_plain')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['case-study', 'good-practice', 'lessons-learned', 'toolkit', 'playbook', 'guide', 'executive-guide', 'guidance-note', 'roadmap', 'indicator-module', 'template', 'research-report', 'policy-brief', 'article', 'city-plan', 'learning-note', 'presentation', 'webinar-recording', 'training-module', 'dataset', 'map', 'statement', 'external-link'])), name='resource_kind_is_known', violation_error_message='Choose one of the kinds.'), models.CheckConstraint(condition=models.Q(('level__in', [0, 1, 2, 3, 9])), name='resource_level_is_known', violation_error_message='Choose who can see it.'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state', 'draft')), models.Q(('published_at__isnull', False), ('state__in', ['published', 'withdrawn'])), _connector='OR'), name='resource_published_has_its_moment', violation_error_message='What is published has its moment, and a draft has none.'), models.CheckConstraint(condition=models.Q(('quotes_by_consent', False), models.Q(('level', 0), _negated=True), _connector='OR'), name='resource_by_consent_stays_inside', violation_error_message='The cities quoted agreed to be read inside the Forum.')],
                    },
                ),
                migrations.CreateModel(
                    name='LastIndexed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(max_length=60, unique=True)),
                        ('said', models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name='SearchWords',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(blank=True, choices=[('case-study', 'Case study'), ('good-practice', 'Good practice'), ('lessons-learned', 'Lessons learned'), ('toolkit', 'Toolkit'), ('playbook', 'Playbook'), ('guide', 'Implementation guide'), ('executive-guide', 'Executive guide'), ('guidance-note', 'Guidance note'), ('roadmap', 'Roadmap'), ('indicator-module', 'Indicator set or module'), ('template', 'Template or worksheet'), ('research-report', 'Research report'), ('policy-brief', 'Policy or issue brief'), ('article', 'Article'), ('city-plan', 'City plan or strategy'), ('learning-note', 'Learning note'), ('presentation', 'Presentation'), ('webinar-recording', 'Webinar recording'), ('training-module', 'Training module'), ('dataset', 'Dataset or dashboard'), ('map', 'Map'), ('statement', 'Statement or pledge text'), ('external-link', 'External resource')], max_length=20, verbose_name='kind')),
                        ('words', models.JSONField(blank=True, default=dict, verbose_name='words')),
                        ('theme', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_words', to='cities.theme', verbose_name='theme')),
                    ],
                    options={
                        'verbose_name': 'words for the search',
                        'verbose_name_plural': 'words for the search',
                        'ordering': ['kind', 'theme__position', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('theme__isnull', True), models.Q(('kind', ''), _negated=True)), models.Q(('kind', ''), ('theme__isnull', False)), _connector='OR'), name='search_words_are_of_one_thing', violation_error_message='Choose a theme or a kind, not both.'), models.UniqueConstraint(condition=models.Q(('kind', ''), _negated=True), fields=('kind',), name='search_words_once_a_kind', violation_error_message='This kind has its words already.')],
                    },
                ),
                migrations.CreateModel(
                    name='Hearing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('when', models.CharField(choices=[('at-once', 'At once, on the themes I follow'), ('weekly', 'In my weekly mail'), ('never', 'On the page only')], default='weekly', max_length=10, verbose_name='new questions')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hearing', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'choice of hearing of questions',
                        'verbose_name_plural': 'choices of hearing of questions',
                    },
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tier', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Forum member'), (2, 'Peer city'), (3, 'Pilot city')], null=True, verbose_name='tier of that day')),
                        ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], max_length=10, verbose_name='written in')),
                        ('is_named', models.BooleanField(default=True, verbose_name="shown with the city's name")),
                        ('band', models.CharField(blank=True, choices=[('under-1', 'under 1 million'), ('1-to-3', '1 to 3 million'), ('3-to-10', '3 to 10 million'), ('over-10', 'over 10 million')], default='', max_length=10, verbose_name='size it is described by')),
                        ('region', models.CharField(blank=True, choices=[('africa', 'Africa'), ('central-east-asia', 'Central East Asia'), ('southeast-asia-oceania', 'East, Southeast Asia & Oceania'), ('europe', 'Europe'), ('latin-america', 'Latin America'), ('north-america', 'North America'), ('south-west-asia', 'South and West Asia')], default='', max_length=30, verbose_name='region it is described by')),
                        ('use', models.CharField(choices=[('unattributed', 'May be used, not attributed'), ('named', 'May be used with our name')], default='unattributed', max_length=12, verbose_name='how it may be used')),
                        ('level', models.PositiveSmallIntegerField(choices=[(0, 'Everyone on the web'), (1, 'All members'), (2, 'Peer and pilot cities'), (3, 'Pilot cities'), (9, 'Only those I choose')], db_index=True, default=1, verbose_name='who can see this')),
                        ('open_to_partners', models.BooleanField(default=False, verbose_name='also partners')),
                        ('title', models.CharField(max_length=200, verbose_name='what do you want to know')),
                        ('details', models.TextField(blank=True, max_length=4000, verbose_name='what exactly do you want to know')),
                        ('tried', models.TextField(blank=True, max_length=4000, verbose_name='what have you tried')),
                        ('asked_of', models.CharField(choices=[('all', 'All members'), ('peers', 'Peer and pilot cities'), ('themes', 'Cities with these themes'), ('city', 'One city')], default='all', max_length=10, verbose_name='who is asked')),
                        ('asks_partners', models.BooleanField(default=False, verbose_name='also partners with this expertise')),
                        ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='asked on')),
                        ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='changed on')),
                        ('first_answer_at', models.DateTimeField(blank=True, null=True, verbose_name='first answer on')),
                        ('last_answer_at', models.DateTimeField(blank=True, null=True, verbose_name='last answer on')),
                        ('summary', models.TextField(blank=True, max_length=4000, verbose_name='what we took from it')),
                        ('summed_up_at', models.DateTimeField(blank=True, null=True, verbose_name='summed up on')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed on')),
                        ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden on')),
                        ('hidden_because', models.CharField(blank=True, max_length=500, verbose_name='hidden because')),
                        ('told_unanswered_at', models.DateTimeField(blank=True, null=True, verbose_name='told that nobody answered')),
                        ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded to sum up')),
                        ('is_sample', models.BooleanField(default=False, verbose_name='sample content')),
                        ('search', django.contrib.postgres.search.SearchVectorField(default='', editable=False)),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='city')),
                        ('double_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='doubles', to='resources.question', verbose_name='a double of')),
                        ('summed_up_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='summed up by')),
                        ('themes', models.ManyToManyField(blank=True, related_name='questions', to='cities.theme', verbose_name='themes')),
                        ('staff_since', models.DateTimeField(blank=True, null=True, verbose_name='waits for the secretariat since')),
                        ('summed_up_by_staff', models.BooleanField(db_default=False, verbose_name='summed up by the secretariat')),
                    ],
                    options={
                        'verbose_name': 'question',
                        'verbose_name_plural': 'questions',
                        'ordering': ['-asked_at', '-pk'],
                        'indexes': [models.Index(fields=['-asked_at', '-id'], name='question_newest'), models.Index(condition=models.Q(('closed_at__isnull', True), ('first_answer_at__isnull', True), ('hidden_at__isnull', True)), fields=['asked_at'], name='question_waits'), django.contrib.postgres.indexes.GinIndex(fields=['search'], name='question_search')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('band', ''), ('is_named', True), ('region', '')), models.Q(('is_named', False), ('use', 'unattributed'), models.Q(('band', ''), models.Q(('region', ''), _negated=True), _connector='OR')), _connector='OR'), name='question_is_described_or_named', violation_error_message='A city is either named or described.'), models.CheckConstraint(condition=models.Q(models.Q(('asked_of', 'all'), ('level', 1)), models.Q(('asked_of', 'peers'), ('level', 2)), models.Q(('asked_of__in', ['themes', 'city']), ('level', 9)), _connector='OR'), name='question_is_seen_by_those_asked', violation_error_message='Whoever is asked may see it, and nobody else.'), models.CheckConstraint(condition=models.Q(models.Q(('summary', ''), ('summed_up_at__isnull', True)), models.Q(('summed_up_at__isnull', False), models.Q(('summary', ''), _negated=True)), _connector='OR'), name='question_summary_has_its_moment', violation_error_message='A summary has its moment.'), models.CheckConstraint(condition=models.Q(('double_of', models.F('id')), _negated=True), name='question_is_no_double_of_itself', violation_error_message='A question is no double of itself.')],
                    },
                ),
                migrations.CreateModel(
                    name='QuestionDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('typed', models.JSONField(default=dict, verbose_name='what was typed')),
                        ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='changed on')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='question_drafts', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                    ],
                    options={
                        'verbose_name': 'draft of a question',
                        'verbose_name_plural': 'drafts of questions',
                        'ordering': ['-changed_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Shelf',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='word in its address')),
                        ('titles', models.JSONField(default=dict, verbose_name='titles')),
                        ('sentences', models.JSONField(blank=True, default=dict, verbose_name='sentences')),
                        ('is_published', models.BooleanField(default=False, editable=False, verbose_name='published')),
                        ('on_front', models.BooleanField(default=True, help_text='Else it is found on the pages of its papers, and by its address.', verbose_name='on the front page of the library')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ],
                    options={
                        'verbose_name': 'shelf',
                        'verbose_name_plural': 'shelves',
                        'ordering': ['position', 'slug'],
                    },
                ),
                migrations.CreateModel(
                    name='ContributionDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shape', models.CharField(choices=[('lesson', 'What did not work'), ('case-study', 'A case study'), ('update', 'News of our pilot project'), ('paper', 'A paper, plan or tool')], max_length=12, verbose_name='what it is')),
                        ('typed', models.JSONField(default=dict, verbose_name='what was typed')),
                        ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='changed on')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contribution_drafts', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                    ],
                    options={
                        'verbose_name': 'draft for the library',
                        'verbose_name_plural': 'drafts for the library',
                        'ordering': ['-changed_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Edition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(choices=[('en', 'English'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('es', 'Español'), ('fi', 'Suomi'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('ru', 'Русский'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('zh', '中文')], max_length=10, verbose_name='language')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('summary', models.TextField(help_text='What a reader gains, in two or three sentences.', max_length=600, verbose_name='summary')),
                        ('body', models.TextField(blank=True, help_text='Paragraphs with an empty line between them; a line that begins with “- ” is a point.', max_length=20000, verbose_name='what it says')),
                        ('what_did_not_work', models.TextField(blank=True, help_text='Often what others learn most from.', max_length=4000, verbose_name='what did not work')),
                        ('link', models.URLField(blank=True, help_text='Where it is, outside the Forum.', max_length=500, verbose_name='link')),
                        ('file', models.FileField(blank=True, editable=False, max_length=60, upload_to=resources.library.models.edition.storage_key, verbose_name='file')),
                        ('file_name', models.CharField(blank=True, editable=False, max_length=150, verbose_name='name of the file')),
                        ('file_type', models.CharField(blank=True, choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel'), ('pptx', 'PowerPoint'), ('odt', 'OpenDocument'), ('png', 'PNG'), ('jpg', 'JPEG')], editable=False, max_length=5)),
                        ('size', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                        ('pages', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                        ('text', models.TextField(blank=True, editable=False)),
                        ('text_read_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='added on')),
                        ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='resources.resource')),
                        ('could_not_be_read', models.BooleanField(default=False, editable=False)),
                        ('reading', models.CharField(blank=True, choices=[('partly', 'only a part could be read'), ('locked', 'it asks for a password')], db_default='', default='', editable=False, max_length=10)),
                    ],
                    options={
                        'verbose_name': 'language',
                        'verbose_name_plural': 'languages',
                        'ordering': ['pk'],
                        'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('title', name='gin_trgm_ops'), name='edition_title_alike'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(icaforum.words.plain_search.Plain('title'), name='gin_trgm_ops'), name='edition_title_plain')],
                        'constraints': [models.UniqueConstraint(fields=('resource', 'language'), name='edition_once_a_language', violation_error_message='There is an edition in this language already.'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'ar', 'bn', 'ca', 'da', 'de', 'el', 'es', 'fi', 'fr', 'he', 'hi', 'id', 'it', 'ja', 'ko', 'nl', 'no', 'pl', 'pt', 'ru', 'sv', 'sw', 'ta', 'th', 'tr', 'ur', 'vi', 'zh'])), name='edition_language_is_known', violation_error_message='Choose one of the languages.'), models.CheckConstraint(condition=models.Q(('file', ''), ('link', ''), _connector='OR'), name='edition_is_a_file_or_a_link', violation_error_message='An edition is a file or a link, not both.'), models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('file_name', ''), ('file_type', ''), ('size__isnull', True), ('text', '')), models.Q(models.Q(('file', ''), _negated=True), models.Q(('file_name', ''), _negated=True), models.Q(('file_type', ''), _negated=True), ('size__isnull', False)), _connector='OR'), name='edition_file_is_whole', violation_error_message='The file of this edition is not whole. Please choose it again.')],
                    },
                ),
                migrations.CreateModel(
                    name='ResourceCircleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_grants', to='resources.resource')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('group', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='ResourcePersonGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_grants', to='resources.resource')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='SearchWordsWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('words', models.JSONField(blank=True, default=dict, verbose_name='words')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.searchwords')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tier', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Forum member'), (2, 'Peer city'), (3, 'Pilot city')], null=True, verbose_name='tier of that day')),
                        ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], max_length=10, verbose_name='written in')),
                        ('is_named', models.BooleanField(default=True, verbose_name="shown with the city's name")),
                        ('band', models.CharField(blank=True, choices=[('under-1', 'under 1 million'), ('1-to-3', '1 to 3 million'), ('3-to-10', '3 to 10 million'), ('over-10', 'over 10 million')], default='', max_length=10, verbose_name='size it is described by')),
                        ('region', models.CharField(blank=True, choices=[('africa', 'Africa'), ('central-east-asia', 'Central East Asia'), ('southeast-asia-oceania', 'East, Southeast Asia & Oceania'), ('europe', 'Europe'), ('latin-america', 'Latin America'), ('north-america', 'North America'), ('south-west-asia', 'South and West Asia')], default='', max_length=30, verbose_name='region it is described by')),
                        ('use', models.CharField(choices=[('unattributed', 'May be used, not attributed'), ('named', 'May be used with our name')], default='unattributed', max_length=12, verbose_name='how it may be used')),
                        ('text', models.TextField(max_length=20000, verbose_name='answer')),
                        ('is_of_asker', models.BooleanField(default=False, verbose_name='of the city that asked')),
                        ('did_not_work', models.BooleanField(default=False, verbose_name='it did not work for us')),
                        ('by_mail', models.BooleanField(default=False, verbose_name='came by mail')),
                        ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                        ('goes_up_at', models.DateTimeField(blank=True, null=True, verbose_name='goes up on')),
                        ('up_at', models.DateTimeField(blank=True, null=True, verbose_name='went up on')),
                        ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='changed on')),
                        ('helped_at', models.DateTimeField(blank=True, null=True, verbose_name='helped on')),
                        ('taken_back_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back on')),
                        ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden on')),
                        ('hidden_because', models.CharField(blank=True, max_length=500, verbose_name='hidden because')),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='city')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='resources.question', verbose_name='question')),
                    ],
                    options={
                        'verbose_name': 'answer',
                        'verbose_name_plural': 'answers',
                        'ordering': ['pk'],
                        'indexes': [models.Index(condition=models.Q(('taken_back_at__isnull', True), ('up_at__isnull', True)), fields=['goes_up_at'], name='answer_waits')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('band', ''), ('is_named', True), ('region', '')), models.Q(('is_named', False), ('use', 'unattributed'), models.Q(('band', ''), models.Q(('region', ''), _negated=True), _connector='OR')), _connector='OR'), name='answer_is_described_or_named', violation_error_message='A city is either named or described.'), models.CheckConstraint(condition=models.Q(('helped_at__isnull', True), ('is_of_asker', False), _connector='OR'), name='answer_helps_another_city', violation_error_message='A city marks answers of others.')],
                    },
                ),
                migrations.CreateModel(
                    name='QuestionCircleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_grants', to='resources.question')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('group', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='QuestionPersonGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted on')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_grants', to='resources.question')),
                        ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='QuestionWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=200, verbose_name='what do you want to know')),
                        ('details', models.TextField(blank=True, max_length=4000, verbose_name='what exactly do you want to know')),
                        ('tried', models.TextField(blank=True, max_length=4000, verbose_name='what have you tried')),
                        ('summary', models.TextField(blank=True, max_length=4000, verbose_name='what we took from it')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.question')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Watch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('hears', models.BooleanField(default=True, verbose_name='hears of answers')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='resources.question', verbose_name='question')),
                    ],
                    options={
                        'verbose_name': 'followed question',
                        'verbose_name_plural': 'followed questions',
                        'constraints': [models.UniqueConstraint(fields=('question', 'person'), name='watch_once', violation_error_message='This person follows the question already, or has muted it.')],
                    },
                ),
                migrations.CreateModel(
                    name='ShelfPaper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                        ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shelf_places', to='resources.resource', verbose_name='paper')),
                        ('shelf', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='resources.shelf', verbose_name='shelf')),
                    ],
                    options={
                        'verbose_name': 'paper',
                        'verbose_name_plural': 'papers',
                        'ordering': ['position', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('shelf', 'resource'), name='paper_once_on_a_shelf', violation_error_message='This paper stands on the shelf already.')],
                    },
                ),
                migrations.CreateModel(
                    name='ShelfWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('titles', models.JSONField(default=dict, verbose_name='titles')),
                        ('sentences', models.JSONField(blank=True, default=dict, verbose_name='sentences')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.shelf')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Bookmark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='since')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookmarks', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookmarks', to='resources.resource', verbose_name='paper')),
                    ],
                    options={
                        'verbose_name': 'kept paper',
                        'verbose_name_plural': 'kept papers',
                        'constraints': [models.UniqueConstraint(fields=('person', 'resource'), name='bookmark_once', violation_error_message='You kept this paper already.')],
                    },
                ),
                migrations.CreateModel(
                    name='Contribution',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tier', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Forum member'), (2, 'Peer city'), (3, 'Pilot city')], null=True, verbose_name='tier of that day')),
                        ('is_named', models.BooleanField(default=True, verbose_name="shown with the city's name")),
                        ('band', models.CharField(blank=True, choices=[('under-1', 'under 1 million'), ('1-to-3', '1 to 3 million'), ('3-to-10', '3 to 10 million'), ('over-10', 'over 10 million')], default='', max_length=10, verbose_name='size it is described by')),
                        ('region', models.CharField(blank=True, choices=[('africa', 'Africa'), ('central-east-asia', 'Central East Asia'), ('southeast-asia-oceania', 'East, Southeast Asia & Oceania'), ('europe', 'Europe'), ('latin-america', 'Latin America'), ('north-america', 'North America'), ('south-west-asia', 'South and West Asia')], default='', max_length=30, verbose_name='region it is described by')),
                        ('use', models.CharField(choices=[('unattributed', 'May be used, not attributed'), ('named', 'May be used with our name')], default='unattributed', max_length=12, verbose_name='how it may be used')),
                        ('language', models.CharField(choices=[('en', 'English'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('es', 'Español'), ('fi', 'Suomi'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('ru', 'Русский'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('zh', '中文')], max_length=10, verbose_name='written in')),
                        ('shape', models.CharField(choices=[('lesson', 'What did not work'), ('case-study', 'A case study'), ('update', 'News of our pilot project'), ('paper', 'A paper, plan or tool')], max_length=12, verbose_name='what it is')),
                        ('kind', models.CharField(choices=[('case-study', 'Case study'), ('good-practice', 'Good practice'), ('lessons-learned', 'Lessons learned'), ('toolkit', 'Toolkit'), ('playbook', 'Playbook'), ('guide', 'Implementation guide'), ('executive-guide', 'Executive guide'), ('guidance-note', 'Guidance note'), ('roadmap', 'Roadmap'), ('indicator-module', 'Indicator set or module'), ('template', 'Template or worksheet'), ('research-report', 'Research report'), ('policy-brief', 'Policy or issue brief'), ('article', 'Article'), ('city-plan', 'City plan or strategy'), ('learning-note', 'Learning note'), ('presentation', 'Presentation'), ('webinar-recording', 'Webinar recording'), ('training-module', 'Training module'), ('dataset', 'Dataset or dashboard'), ('map', 'Map'), ('statement', 'Statement or pledge text'), ('external-link', 'External resource')], max_length=20, verbose_name='kind')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('summary', models.TextField(max_length=600, verbose_name='summary')),
                        ('context', models.TextField(blank=True, max_length=4000, verbose_name='context')),
                        ('steps', models.TextField(blank=True, max_length=4000, verbose_name='steps')),
                        ('results', models.TextField(blank=True, max_length=4000, verbose_name='results')),
                        ('benefited', models.TextField(blank=True, max_length=3000, verbose_name='who benefited')),
                        ('did_not_work', models.TextField(blank=True, max_length=4000, verbose_name='what did not work')),
                        ('text', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                        ('level', models.PositiveSmallIntegerField(choices=[(0, 'Everyone on the web'), (1, 'All members'), (2, 'Peer and pilot cities'), (3, 'Pilot cities'), (9, 'Only those I choose')], default=1, verbose_name='who can see this')),
                        ('open_to_partners', models.BooleanField(default=False, verbose_name='also partners')),
                        ('residents', models.CharField(choices=[('nobody', 'No, nobody can be recognised'), ('agreed', 'Yes, and they agreed to these readers')], max_length=10, verbose_name='residents and workers')),
                        ('state', models.CharField(choices=[('submitted', 'Sent in'), ('returned', 'Returned with a note'), ('published', 'Published'), ('withdrawn', 'Taken back')], default='submitted', max_length=10, verbose_name='state')),
                        ('submitted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='sent in on')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided on')),
                        ('note', models.TextField(blank=True, max_length=2000, verbose_name='note to the city')),
                        ('is_sample', models.BooleanField(default=False, verbose_name='sample content')),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='city')),
                        ('co_authors', models.ManyToManyField(blank=True, related_name='+', to='cities.city', verbose_name='written together with')),
                        ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilots.pilotproject', verbose_name='pilot project')),
                        ('resource', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contribution', to='resources.resource', verbose_name='paper in the library')),
                        ('themes', models.ManyToManyField(blank=True, related_name='+', to='cities.theme', verbose_name='themes')),
                        ('renews', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='resources.contribution', verbose_name='new version of')),
                    ],
                    options={
                        'verbose_name': 'contribution',
                        'verbose_name_plural': 'contributions',
                        'ordering': ['-submitted_at', '-pk'],
                        'indexes': [models.Index(fields=['city', '-submitted_at'], name='contribution_of_city'), models.Index(condition=models.Q(('state', 'submitted')), fields=['submitted_at'], name='contribution_waits')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('band', ''), ('is_named', True), ('region', '')), models.Q(('is_named', False), ('use', 'unattributed'), models.Q(('band', ''), models.Q(('region', ''), _negated=True), _connector='OR')), _connector='OR'), name='contribution_is_described_or_named', violation_error_message='A city is either named or described.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='contribution_returned_says_why', violation_error_message='Say what is to be changed.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('resource__isnull', False), ('renews__isnull', False), _connector='OR'), name='contribution_published_is_a_paper', violation_error_message='What is published is a paper of the library.')],
                    },
                ),
                migrations.CreateModel(
                    name='Lesson',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('language', models.CharField(choices=[('en', 'English'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('es', 'Español'), ('fi', 'Suomi'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('ru', 'Русский'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('zh', '中文')], max_length=10, verbose_name='written in')),
                        ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='made on')),
                        ('given_up_at', models.DateTimeField(blank=True, null=True, verbose_name='given up on')),
                        ('in_library_at', models.DateTimeField(blank=True, null=True, verbose_name='put into the library on')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='resources.question', verbose_name='question')),
                        ('resource', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lesson', to='resources.resource', verbose_name='paper')),
                    ],
                    options={
                        'verbose_name': 'lessons-learned draft',
                        'verbose_name_plural': 'lessons-learned drafts',
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('given_up_at__isnull', True), ('in_library_at__isnull', True)), fields=('question',), name='lesson_once_a_question', violation_error_message='There is a draft of this question already.'), models.CheckConstraint(condition=models.Q(('given_up_at__isnull', True), ('in_library_at__isnull', True), _connector='OR'), name='lesson_ends_once', violation_error_message='A draft is put into the library or given up.')],
                    },
                ),
                migrations.CreateModel(
                    name='PaperOrganisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                        ('name', models.CharField(blank=True, max_length=120, validators=[icaforum.words.names.validate_name], verbose_name='name')),
                        ('kind', models.CharField(choices=[('tenants', 'a tenants’ union'), ('residents', 'a residents’ group'), ('labour', 'a labour union'), ('informal', 'an organisation of informal workers'), ('women', 'a women’s group'), ('youth', 'a youth group'), ('migrants', 'an organisation of migrants'), ('indigenous', 'an Indigenous organisation'), ('disabled', 'an organisation of people with disabilities'), ('faith', 'a faith group'), ('cooperative', 'a cooperative'), ('employers', 'an association of employers or owners'), ('other', 'a community organisation')], max_length=12, verbose_name='kind')),
                        ('place', models.CharField(blank=True, max_length=100, verbose_name='where it is')),
                        ('took_part', models.TextField(blank=True, max_length=300, verbose_name='how it took part')),
                        ('changed', models.TextField(blank=True, max_length=600, verbose_name='what changed because of it')),
                        ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], max_length=10, verbose_name='its language')),
                        ('email', icaforum.words.mail_fields.MailAddressField(blank=True, max_length=254, verbose_name='address to ask')),
                        ('link_version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                        ('state', models.CharField(choices=[('not-asked', 'Not asked'), ('asked', 'Asked, has not answered'), ('agreed', 'Agreed, named'), ('declined', 'Said no'), ('taken-back', 'Took its name back')], default='not-asked', max_length=10, verbose_name='what it says')),
                        ('agreed_seal', models.CharField(blank=True, db_default='', default='', editable=False, max_length=16)),
                        ('nothing_so_far', models.BooleanField(db_default=False, default=False, verbose_name='says that nothing has changed so far')),
                        ('they_say', models.TextField(blank=True, db_default='', default='', max_length=600, verbose_name='they say')),
                        ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked on')),
                        ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='asked again on')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered on')),
                        ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden on')),
                        ('hidden_because', models.CharField(blank=True, db_default='', default='', max_length=500, verbose_name='why it is hidden')),
                        ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='written for')),
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at_table', to='resources.resource', verbose_name='paper')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                        ('objection', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cities.objection')),
                    ],
                    options={
                        'verbose_name': 'organisation at the table of a paper',
                        'verbose_name_plural': 'organisations at the table of papers',
                        'ordering': ['pk'],
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_seal', ''), ('state', 'agreed'), _negated=True), models.Q(('state', 'agreed'), ('agreed_seal', ''), _connector='OR')), name='paperorganisation_agreed_to_words', violation_error_message='What it agreed to is known exactly while it agrees.'), models.CheckConstraint(condition=models.Q(('state', 'agreed'), models.Q(('nothing_so_far', False), ('they_say', '')), _connector='OR'), name='paperorganisation_speaks_while_it_agrees', violation_error_message='Its own words stand there only while it agrees.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'taken-back']), _negated=True), ('email', ''), _connector='OR'), name='paperorganisation_keeps_no_address_after_a_no', violation_error_message='After a no its address is deleted.')],
                    },
                ),
                migrations.CreateModel(
                    name='EditionWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('summary', models.TextField(help_text='What a reader gains, in two or three sentences.', max_length=600, verbose_name='summary')),
                        ('body', models.TextField(blank=True, help_text='Paragraphs with an empty line between them; a line that begins with “- ” is a point.', max_length=20000, verbose_name='what it says')),
                        ('what_did_not_work', models.TextField(blank=True, help_text='Often what others learn most from.', max_length=4000, verbose_name='what did not work')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.edition')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='AnswerWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('text', models.TextField(max_length=20000, verbose_name='answer')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.answer')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Transcript',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.CharField(max_length=60)),
                        ('rules', models.PositiveSmallIntegerField()),
                        ('state', models.CharField(choices=[('written', 'can be read as text'), ('pictures', 'pictures of pages, without text'), ('locked', 'asks for a password'), ('unreadable', 'could not be read')], max_length=10)),
                        ('partly', models.BooleanField(default=False)),
                        ('pages', models.PositiveIntegerField(default=0)),
                        ('parts', models.PositiveIntegerField(default=0)),
                        ('size', models.PositiveIntegerField(default=0)),
                        ('contents', models.JSONField(blank=True, default=list)),
                        ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='transcript', to='resources.edition', verbose_name='language')),
                    ],
                    options={
                        'verbose_name': 'text of a file',
                        'verbose_name_plural': 'texts of files',
                    },
                ),
                migrations.CreateModel(
                    name='ContributionFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_current', models.BooleanField(default=True, verbose_name='stands there now')),
                        ('file', models.FileField(editable=False, max_length=60, upload_to=resources.contributions.models.storage_key, verbose_name='file')),
                        ('file_name', models.CharField(editable=False, max_length=150, verbose_name='name of the file')),
                        ('file_type', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel'), ('pptx', 'PowerPoint'), ('odt', 'OpenDocument'), ('png', 'PNG'), ('jpg', 'JPEG')], editable=False, max_length=5)),
                        ('size', models.PositiveBigIntegerField(editable=False)),
                        ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='added on')),
                        ('contribution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='resources.contribution')),
                        ('draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='resources.contributiondraft')),
                        ('taken_out_at', models.DateTimeField(blank=True, null=True, verbose_name='taken out on')),
                        ('taken_out_because', models.CharField(blank=True, db_default='', default='', max_length=500, verbose_name='why it was taken out')),
                    ],
                    options={
                        'verbose_name': 'file of a contribution',
                        'verbose_name_plural': 'files of contributions',
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('contribution__isnull', False), ('draft__isnull', True)), models.Q(('contribution__isnull', True), ('draft__isnull', False)), _connector='OR'), name='contribution_file_is_of_one', violation_error_message='A file is of a draft or of what was sent in.'), models.UniqueConstraint(condition=models.Q(('contribution__isnull', False), ('is_current', True)), fields=('contribution',), name='contribution_file_now_once', violation_error_message='One file stands there at a time.')],
                    },
                ),
                migrations.CreateModel(
                    name='ContributionWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('summary', models.TextField(max_length=600, verbose_name='summary')),
                        ('context', models.TextField(blank=True, max_length=4000, verbose_name='context')),
                        ('steps', models.TextField(blank=True, max_length=4000, verbose_name='steps')),
                        ('results', models.TextField(blank=True, max_length=4000, verbose_name='results')),
                        ('benefited', models.TextField(blank=True, max_length=3000, verbose_name='who benefited')),
                        ('did_not_work', models.TextField(blank=True, max_length=4000, verbose_name='what did not work')),
                        ('text', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.contribution')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='LessonWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.lesson')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Quote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tier', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Forum member'), (2, 'Peer city'), (3, 'Pilot city')], null=True, verbose_name='tier of that day')),
                        ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], max_length=10, verbose_name='written in')),
                        ('is_named', models.BooleanField(default=True, verbose_name="shown with the city's name")),
                        ('band', models.CharField(blank=True, choices=[('under-1', 'under 1 million'), ('1-to-3', '1 to 3 million'), ('3-to-10', '3 to 10 million'), ('over-10', 'over 10 million')], default='', max_length=10, verbose_name='size it is described by')),
                        ('region', models.CharField(blank=True, choices=[('africa', 'Africa'), ('central-east-asia', 'Central East Asia'), ('southeast-asia-oceania', 'East, Southeast Asia & Oceania'), ('europe', 'Europe'), ('latin-america', 'Latin America'), ('north-america', 'North America'), ('south-west-asia', 'South and West Asia')], default='', max_length=30, verbose_name='region it is described by')),
                        ('use', models.CharField(choices=[('unattributed', 'May be used, not attributed'), ('named', 'May be used with our name')], default='unattributed', max_length=12, verbose_name='how it may be used')),
                        ('words', models.TextField(max_length=20000, verbose_name='words')),
                        ('state', models.CharField(choices=[('asked', 'Asked, has not answered'), ('agreed', 'Agreed'), ('declined', 'Said no'), ('left-out', 'Left out'), ('taken-out', 'Taken out of the paper')], default='asked', max_length=10, verbose_name='what the city says')),
                        ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='asked on')),
                        ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='asked again on')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered on')),
                        ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='resources.answer', verbose_name='answer')),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='city')),
                        ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='resources.lesson', verbose_name='draft')),
                        ('taken_out_because', models.CharField(blank=True, db_default='', default='', max_length=500, verbose_name='why it was taken out')),
                    ],
                    options={
                        'verbose_name': 'quote',
                        'verbose_name_plural': 'quotes',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('band', ''), ('is_named', True), ('region', '')), models.Q(('is_named', False), ('use', 'unattributed'), models.Q(('band', ''), models.Q(('region', ''), _negated=True), _connector='OR')), _connector='OR'), name='quote_is_described_or_named', violation_error_message='A city is either named or described.'), models.UniqueConstraint(fields=('lesson', 'answer'), name='quote_once_an_answer', nulls_distinct=False, violation_error_message='This answer is quoted already.')],
                    },
                ),
                migrations.CreateModel(
                    name='Brief',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tier', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Forum member'), (2, 'Peer city'), (3, 'Pilot city')], null=True, verbose_name='tier of that day')),
                        ('language', models.CharField(choices=[('am', 'አማርኛ'), ('ar', 'العربية'), ('bn', 'বাংলা'), ('ca', 'Català'), ('cs', 'Čeština'), ('da', 'Dansk'), ('de', 'Deutsch'), ('el', 'Ελληνικά'), ('en', 'English'), ('es', 'Español'), ('fi', 'Suomi'), ('fil', 'Filipino'), ('fr', 'Français'), ('he', 'עברית'), ('hi', 'हिन्दी'), ('id', 'Bahasa Indonesia'), ('it', 'Italiano'), ('ja', '日本語'), ('ko', '한국어'), ('mr', 'मराठी'), ('ms', 'Bahasa Melayu'), ('nl', 'Nederlands'), ('no', 'Norsk'), ('pl', 'Polski'), ('pt', 'Português'), ('st', 'Sesotho'), ('sv', 'Svenska'), ('sw', 'Kiswahili'), ('ta', 'தமிழ்'), ('te', 'తెలుగు'), ('th', 'ไทย'), ('tr', 'Türkçe'), ('ur', 'اردو'), ('vi', 'Tiếng Việt'), ('wo', 'Wolof'), ('xh', 'isiXhosa'), ('yo', 'Yorùbá'), ('zh', '中文'), ('zu', 'isiZulu')], max_length=10, verbose_name='written in')),
                        ('is_named', models.BooleanField(default=True, verbose_name="shown with the city's name")),
                        ('band', models.CharField(blank=True, choices=[('under-1', 'under 1 million'), ('1-to-3', '1 to 3 million'), ('3-to-10', '3 to 10 million'), ('over-10', 'over 10 million')], default='', max_length=10, verbose_name='size it is described by')),
                        ('region', models.CharField(blank=True, choices=[('africa', 'Africa'), ('central-east-asia', 'Central East Asia'), ('southeast-asia-oceania', 'East, Southeast Asia & Oceania'), ('europe', 'Europe'), ('latin-america', 'Latin America'), ('north-america', 'North America'), ('south-west-asia', 'South and West Asia')], default='', max_length=30, verbose_name='region it is described by')),
                        ('use', models.CharField(choices=[('unattributed', 'May be used, not attributed'), ('named', 'May be used with our name')], default='unattributed', max_length=12, verbose_name='how it may be used')),
                        ('text', models.TextField(max_length=600, verbose_name='in short')),
                        ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written on')),
                        ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='asked again on')),
                        ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked on')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended on')),
                        ('ended_because', models.CharField(blank=True, max_length=500, verbose_name='why it does not stand')),
                        ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='briefs', to='resources.answer', verbose_name='answer')),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                        ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                        ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cities.city', verbose_name='city')),
                        ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='briefs', to='resources.question', verbose_name='question')),
                        ('resource', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='briefs', to='resources.resource', verbose_name='paper')),
                    ],
                    options={
                        'verbose_name': 'text in short',
                        'verbose_name_plural': 'texts in short',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('band', ''), ('is_named', True), ('region', '')), models.Q(('is_named', False), ('use', 'unattributed'), models.Q(('band', ''), models.Q(('region', ''), _negated=True), _connector='OR')), _connector='OR'), name='brief_is_described_or_named', violation_error_message='A city is either named or described.'), models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', True), ('question__isnull', True), ('resource__isnull', False)), models.Q(('answer__isnull', True), ('question__isnull', False), ('resource__isnull', True)), models.Q(('answer__isnull', False), ('question__isnull', True), ('resource__isnull', True)), _connector='OR'), name='brief_is_of_one_text', violation_error_message='It is of one paper, question or answer.'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('resource', 'language'), name='brief_one_a_language_of_resource', violation_error_message='There is one in this language already.'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('question', 'language'), name='brief_one_a_language_of_question', violation_error_message='There is one in this language already.'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('answer', 'language'), name='brief_one_a_language_of_answer', violation_error_message='There is one in this language already.')],
                    },
                ),
                migrations.CreateModel(
                    name='TranscriptPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('first_page', models.PositiveIntegerField()),
                        ('last_page', models.PositiveIntegerField()),
                        ('blocks', models.JSONField(default=list)),
                        ('first_block', models.PositiveIntegerField(default=0)),
                        ('transcript', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stored_parts', to='resources.transcript')),
                    ],
                    options={
                        'verbose_name': 'part of a text',
                        'verbose_name_plural': 'parts of texts',
                        'ordering': ['transcript', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('transcript', 'number'), name='transcript_part_once', violation_error_message='This part is there already.')],
                    },
                ),
                migrations.CreateModel(
                    name='QuoteWords',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('words', models.TextField(max_length=20000, verbose_name='words')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='words_before', to='resources.quote')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='edition',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_editionwords" ("body", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary", "title", "what_did_not_work") VALUES (NEW."body", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."summary", NEW."title", NEW."what_did_not_work"); RETURN NULL;', hash='eb6e6ba638674178dddd067773bafd7aa804666c', operation='INSERT', pgid='pgtrigger_insert_insert_8e4ff', table='resources_edition', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='edition',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."what_did_not_work" IS DISTINCT FROM (NEW."what_did_not_work"))', func='INSERT INTO "resources_editionwords" ("body", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary", "title", "what_did_not_work") VALUES (NEW."body", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."summary", NEW."title", NEW."what_did_not_work"); RETURN NULL;', hash='91b516d60780e445ee5c0b0d7ca5af26c3c1e9fb', operation='UPDATE', pgid='pgtrigger_update_update_0941f', table='resources_edition', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='searchwords',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_searchwordswords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;', hash='16fe3cc30b833be9c9c385735c19c0b535971d33', operation='INSERT', pgid='pgtrigger_insert_insert_64b1d', table='resources_searchwords', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='searchwords',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "resources_searchwordswords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;', hash='b75d24380c5fd70dc4e0e325589ca3209bf2dcca', operation='UPDATE', pgid='pgtrigger_update_update_74373', table='resources_searchwords', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='answer',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_answerwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;', hash='38e0610209f97ad5d2dbfc064cf8214140e5ee58', operation='INSERT', pgid='pgtrigger_insert_insert_70884', table='resources_answer', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='answer',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "resources_answerwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;', hash='37758f2fb59c087bdbb7c42c1fe7a06e9a93733c', operation='UPDATE', pgid='pgtrigger_update_update_be75c', table='resources_answer', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='question',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_questionwords" ("details", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary", "title", "tried") VALUES (NEW."details", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."summary", NEW."title", NEW."tried"); RETURN NULL;', hash='28948161c3f4a1245721cb622e3c8558772ee80a', operation='INSERT', pgid='pgtrigger_insert_insert_34cb1', table='resources_question', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='question',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."details" IS DISTINCT FROM (NEW."details") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."tried" IS DISTINCT FROM (NEW."tried"))', func='INSERT INTO "resources_questionwords" ("details", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary", "title", "tried") VALUES (NEW."details", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."summary", NEW."title", NEW."tried"); RETURN NULL;', hash='be5c46d2f5b1bc4f73835f8ea8a0929b3a9c4ec2', operation='UPDATE', pgid='pgtrigger_update_update_131a4', table='resources_question', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='shelf',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_shelfwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sentences", "titles") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sentences", NEW."titles"); RETURN NULL;', hash='71a373df3c25a9300c0af8fbc2be3e843804eea7', operation='INSERT', pgid='pgtrigger_insert_insert_2db07', table='resources_shelf', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='shelf',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."sentences" IS DISTINCT FROM (NEW."sentences") OR OLD."titles" IS DISTINCT FROM (NEW."titles"))', func='INSERT INTO "resources_shelfwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sentences", "titles") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sentences", NEW."titles"); RETURN NULL;', hash='3941bd8b3dd0d11c40e53982865ea81258d3f6d2', operation='UPDATE', pgid='pgtrigger_update_update_ac984', table='resources_shelf', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='contribution',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_contributionwords" ("benefited", "context", "did_not_work", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "results", "steps", "summary", "text", "title") VALUES (NEW."benefited", NEW."context", NEW."did_not_work", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."results", NEW."steps", NEW."summary", NEW."text", NEW."title"); RETURN NULL;', hash='a45a7d5739e41042484f6b00ceb12294a67333f0', operation='INSERT', pgid='pgtrigger_insert_insert_58d7f', table='resources_contribution', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='contribution',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."benefited" IS DISTINCT FROM (NEW."benefited") OR OLD."context" IS DISTINCT FROM (NEW."context") OR OLD."did_not_work" IS DISTINCT FROM (NEW."did_not_work") OR OLD."results" IS DISTINCT FROM (NEW."results") OR OLD."steps" IS DISTINCT FROM (NEW."steps") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "resources_contributionwords" ("benefited", "context", "did_not_work", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "results", "steps", "summary", "text", "title") VALUES (NEW."benefited", NEW."context", NEW."did_not_work", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."results", NEW."steps", NEW."summary", NEW."text", NEW."title"); RETURN NULL;', hash='c54761c3634bc80ed710975f40f858b4f1d05ce5', operation='UPDATE', pgid='pgtrigger_update_update_75a94', table='resources_contribution', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lesson',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_lessonwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title"); RETURN NULL;', hash='967d0aa00b6f3d6d4deae48ecec3514fc2c0c6c2', operation='INSERT', pgid='pgtrigger_insert_insert_e7dc0', table='resources_lesson', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='lesson',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "resources_lessonwords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title"); RETURN NULL;', hash='2b873f872de28c7d7f0a7c91c6b21031dfc35bc3', operation='UPDATE', pgid='pgtrigger_update_update_2a26e', table='resources_lesson', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='quote',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "resources_quotewords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;', hash='fe85c718973bb58083d03215f48ade6dbe90c2c8', operation='INSERT', pgid='pgtrigger_insert_insert_f6693', table='resources_quote', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='quote',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "resources_quotewords" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;', hash='8268f379f5ae2b146a984a621970a39950d9002e', operation='UPDATE', pgid='pgtrigger_update_update_f7a9f', table='resources_quote', when='AFTER')),
                ),
            ],
        ),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON {columns}", f"DROP INDEX IF EXISTS {name}")
            for name, columns in INDEXES.items()
        ),
    ]
