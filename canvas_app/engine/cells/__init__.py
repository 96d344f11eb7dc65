"""Cells: fields of many small networks, each with a part of the frame to itself (Local-Global INRs).

`layout` says where cells are, `knobs` what all their families share, `counts` how many numbers they have,
`partitioning` how many cells suit a picture. `network` declares the weights and is the one operation that
programs hold; `torch_network` computes it. `surgery` cuts, moves and adds cells; `seams` measures borders.

Source: Ashkenazi et al., "Towards Croppable Implicit Neural Representations" (2024).
"""
