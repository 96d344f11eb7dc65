"""This room writes volumes: arrays, stacks and meshes, each wholly or not at all, in bounded memory."""
