"""The right column: model, conditions, finish, output."""

from uprez.ui.recipe.view import RecipeView

__all__ = ["RecipeView"]
