"""Guild production units, their licences and their people; who may file."""
