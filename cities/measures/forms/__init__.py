"""The forms of measures: their words, what they count, and figures."""

from cities.measures.forms.fields import amount_as_typed
from cities.measures.forms.figures import FigureTable, UploadForm
from cities.measures.forms.indicators import IndicatorForm, TargetForm
from cities.measures.forms.measures import MeasureForm, SealForm, TimeField

__all__ = [
    "FigureTable",
    "IndicatorForm",
    "MeasureForm",
    "SealForm",
    "TargetForm",
    "TimeField",
    "UploadForm",
    "amount_as_typed",
]
