"""Cells: fields of many small networks, each with a part of the frame to itself (Local-Global INRs).

`layout` says where cells are, `knobs` what all their families share, `counts` how many numbers they have,
`partitioning` how many cells suit a picture. `network` declares the weights and is the one operation that
programs hold; `torch_network` computes it. `seams` measures borders.

Which cells are meant: `selection`. Cut: `surgery`, and `view_crop` for fields without cells. Elsewhere:
`placing`, `moving`. More of them: `growing`, `aligning` (where a picture lies), `levelling`, `extending`;
`region` lets some learn while all others are finished (`extending.again`), `weakest` says which need it;
`room` asks for memory first. All of these know fields by `celled` alone.

Source: Ashkenazi et al., "Towards Croppable Implicit Neural Representations" (2024).
"""
