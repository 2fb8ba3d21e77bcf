"""Figures, reports and frozen editions."""
