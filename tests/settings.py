"""The settings under test."""

from muniment.settings import *
