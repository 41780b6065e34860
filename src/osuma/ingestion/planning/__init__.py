"""Planning: a table and a mapping become SQL."""

from osuma.ingestion.planning.load_plan import LoadPlan, Output, PlanSettings
from osuma.ingestion.planning.plan import plan

__all__ = ["LoadPlan", "Output", "PlanSettings", "plan"]
