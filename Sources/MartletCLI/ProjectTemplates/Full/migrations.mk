# The tables of the database; the Makefile includes this file.

.PHONY: migration migrate
migration migrate: export MARTLET_ENV ?= development

migration: ## Write a migration of what the models have changed: make migration NAME=add_author.
	@swift run --quiet $(SWIFT_FLAGS) ProjectName migrate make $(NAME)

migrate: ## Apply what the database has not had; ARGS=status lists it, ARGS=help says what else there is.
	@swift run --quiet $(SWIFT_FLAGS) ProjectName migrate $(ARGS)
