"""The registers of those who watch over the council, each in its own file."""

from muniment.regulators.bodies import Regulator, RegulatorVersion
from muniment.regulators.cases import RegulatorCase, RegulatorCaseVersion

__all__ = ["Regulator", "RegulatorCase", "RegulatorCaseVersion", "RegulatorVersion"]
