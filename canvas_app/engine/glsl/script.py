"""Script: a printed field as JavaScript, which counts in float64. Pages make their deep views with it.

A shader of a browser has float32 alone, and so a page zoomed in far needs what `patch.py` has of the engine:
values in double precision at some thousand points. The same text that the driver gets, printed with whole
doubles (`literals.exact`), is translated: vectors fall apart into single numbers, so that nothing is
allocated for a point; functions that hand back several leave them in variables.

    script_text(text, outputs)   # an expression: {given(numbers), values(x, y, out, at)}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .casts import ARITHMETIC, Value, made, number
from .dialect import BUILTINS, KINDS, OVERRIDDEN, OWN
from .syntax import (
    Assigned,
    Binary,
    Block,
    Branch,
    Call,
    Choice,
    Declared,
    Done,
    Expression,
    Function,
    Index,
    Lanes,
    Loop,
    Name,
    Number,
    Returned,
    Statement,
    Unary,
    parsed,
)

_ATOM = re.compile(r"[\w$]+(?:\.\d+)?|-?\d+(?:\.\d*)?(?:e[+-]?\d+)?")
_LANES = "xyzw"


@dataclass(frozen=True, slots=True)
class Variable:
    """Where something named lies: `array`, its buffer, or a variable for each part."""

    kind: str
    parts: tuple[str, ...]
    array: str = ""
    width: int = 1


def script_text(text: str, entry: str, outputs: int) -> str:
    """The function `entry(vec2 p, out vec4 o0, ...)` of a shader's text, and all that it needs. `given` takes
    {depth, z, latent, tables}; `values` writes `outputs` numbers for one point."""
    out = _Script(parsed(text))
    body = "\n".join(out.written())
    registers = ", ".join(f"$${i} = 0" for i in range(out.most))
    kept = "; ".join(f"out[at + {i}] = $${i}" for i in range(outputs))
    return (
        f'(() => {{ "use strict";\nlet shelf = null, {registers};\n{OWN}{body}\n'
        f"return {{ given(u) {{ shelf = u.tables; {out.taken} }},\n"
        f"values(x, y, out, at) {{ {entry}$(x, y); {kept}; }} }};\n}})()"
    )


@dataclass(slots=True)
class _Script:
    """Translates one text. `most`: how many numbers any function hands back."""

    tree: Sequence[Function | Declared]
    most: int = 1
    taken: str = ""
    _lines: list[str] = field(default_factory=list)
    _top: list[str] = field(default_factory=list)
    _functions: dict[str, Function] = field(default_factory=dict)
    _scopes: list[dict[str, Variable]] = field(default_factory=lambda: [{}])
    _count: int = 0
    _hands_back: tuple[Variable, ...] = ()

    def written(self) -> list[str]:
        for each in self.tree:
            if isinstance(each, Declared):
                self._global(each)
            elif each.name not in OVERRIDDEN:
                self._functions[each.name] = each
                self._function(each)
        return self._top

    # What stands above

    def _global(self, each: Declared) -> None:
        if each.value is not None:
            self._constant(each)
            return
        variable = self._named(each.kind, each.name)
        self._scopes[0][each.name] = variable
        self._top.append(f"let {', '.join(f'{part} = 0' for part in variable.parts)};")
        source = {"u_depth": "u.depth", "u_z": "u.z"}.get(each.name)
        for lane, part in enumerate(variable.parts):
            if each.name.startswith("u_latent"):
                source = f"u.latent[{4 * int(each.name[8:]) + lane}] ?? 0"
            if source:
                self.taken += f"{part} = {source}; "

    def _constant(self, each: Declared) -> None:
        assert each.value is not None
        value = self._value(each.value)
        if each.size:
            width = KINDS[each.kind][1]
            self._top.append(f"const {each.name}$ = Float64Array.of({', '.join(value.parts)});")
            self._scopes[0][each.name] = Variable(value.kind, (), f"{each.name}$", width)
        else:
            self._scopes[0][each.name] = Variable(value.kind, value.parts)

    def _function(self, each: Function) -> None:
        self._lines, outer = [], self._lines
        self._scopes.append({})
        takes, back = list[str](), list[Variable]()
        for given in each.given:
            variable = self._named(given.kind, given.name, given.size)
            self._scopes[-1][given.name] = variable
            if given.size:
                takes.append(variable.array)
            elif given.out:
                back.append(variable)
                self._lines.append(f"let {', '.join(f'{part} = 0' for part in variable.parts)};")
            else:
                takes += variable.parts
        self._hands_back = tuple(back)
        self._body(each.body)
        self._left([part for variable in back for part in variable.parts])
        self._scopes.pop()
        self._top.append(f"function {each.name}$({', '.join(takes)}) {{")
        self._top += [*self._lines, "}"]
        self._lines = outer

    def _left(self, parts: Sequence[str]) -> None:
        """Leave numbers for whoever called."""
        self.most = max(self.most, len(parts))
        self._lines += [f"$${i} = {part};" for i, part in enumerate(parts)]

    def _named(self, kind: str, name: str, size: int = 0) -> Variable:
        own, width = KINDS[kind]
        if size:
            return Variable(own, (), f"{name}$", width)
        if width == 1:
            return Variable(own, (f"{name}$",))
        return Variable(own, tuple(f"{name}${i}" for i in range(width)))

    # Statements

    def _body(self, block: Block) -> None:
        self._scopes.append({})
        for each in block.body:
            self._statement(each)
        self._scopes.pop()

    def _statement(self, each: Statement) -> None:
        match each:
            case Declared():
                self._declare(each)
            case Assigned():
                self._assign(each)
            case Done():
                self._value(each.call)
            case Returned():
                self._return(each)
            case Block():
                self._lines.append("{")
                self._body(each)
                self._lines.append("}")
            case Branch():
                self._branch(each)
            case Loop():
                self._loop(each)

    def _declare(self, each: Declared) -> None:
        if each.size:
            self._array(each)
            return
        value = None if each.value is None else self._value(each.value)
        variable = self._named(each.kind, each.name)
        parts = value.parts if value else ("0",) * len(variable.parts)
        self._scopes[-1][each.name] = variable
        pairs = zip(variable.parts, parts, strict=True)
        self._lines.append(f"let {', '.join(f'{name} = {part}' for name, part in pairs)};")

    def _array(self, each: Declared) -> None:
        self._count += 1
        own, width = KINDS[each.kind]
        buffer = f"{each.name}$a{self._count}"
        self._top.append(f"const {buffer} = new Float64Array({each.size * width});")
        self._scopes[-1][each.name] = Variable(own, (), buffer, width)
        if each.value is not None:
            parts = self._value(each.value).parts
            self._lines += [f"{buffer}[{i}] = {part};" for i, part in enumerate(parts)]

    def _assign(self, each: Assigned) -> None:
        place = self._value(each.target)
        kind, places = place.kind, place.parts
        value = self._value(each.value)
        if each.mark != "=":
            value = self._joined(each.mark[0], Value(kind, places), value)
        parts = value.parts * len(places) if len(value.parts) == 1 else value.parts
        if len(places) > 1:  # all are found before any is changed
            parts = tuple(self._temporary(part) for part in parts)
        self._lines += [f"{p} = {part};" for p, part in zip(places, parts, strict=True)]

    def _return(self, each: Returned) -> None:
        if each.value is None:
            self._left([part for variable in self._hands_back for part in variable.parts])
            self._lines.append("return;")
            return
        value = self._value(each.value)
        if len(value.parts) == 1:
            self._lines.append(f"return {value.parts[0]};")
        else:
            self._left(value.parts)
            self._lines.append("return;")

    def _branch(self, each: Branch) -> None:
        self._lines.append(f"if ({self._value(each.which).parts[0]}) {{")
        self._statement(each.yes)
        if each.no is not None:
            self._lines.append("} else {")
            self._statement(each.no)
        self._lines.append("}")

    def _loop(self, each: Loop) -> None:
        self._scopes.append({})
        self._lines.append("{")
        for one in each.begin:
            self._declare(one)
        self._lines.append("while (true) {")  # what the test needs is worked out in every turn
        self._lines.append(f"if (!{self._value(each.which).parts[0]}) break;")
        self._statement(each.body)
        self._assign(each.step)
        self._lines.append("} }")
        self._scopes.pop()

    # Expressions

    def _temporary(self, part: str) -> str:
        if _ATOM.fullmatch(part):
            return part
        self._count += 1
        self._lines.append(f"const t{self._count} = {part};")
        return f"t{self._count}"

    def _atoms(self, value: Value) -> Value:
        return Value(value.kind, tuple(map(self._temporary, value.parts)))

    def _value(self, each: Expression) -> Value:
        match each:
            case Number():
                return number(each.text)
            case Name():
                found = self._find(each.name)
                return Value(found.kind, found.parts or (found.array,))
            case Lanes():
                whole = self._value(each.base)
                return Value(whole.kind, tuple(whole.parts[_LANES.index(k)] for k in each.lanes))
            case Index():
                return self._indexed(each)
            case Unary():
                value = self._value(each.value)
                kind = "bool" if each.mark == "!" else value.kind
                return Value(kind, tuple(f"({each.mark}{part})" for part in value.parts))
            case Choice():
                which = self._temporary(self._value(each.which).parts[0])
                yes, no = self._value(each.yes), self._value(each.no)
                pairs = zip(yes.parts, no.parts, strict=True)
                return Value(yes.kind, tuple(f"({which} ? {a} : {b})" for a, b in pairs))
            case Binary():
                return self._binary(each)
            case Call():
                return self._called(each)

    def _find(self, name: str) -> Variable:
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        raise ValueError(f"{name} is not declared in this shader")

    def _indexed(self, each: Index) -> Value:
        at = self._value(each.at).parts[0]
        if isinstance(each.base, Name) and (found := self._find(each.base.name)).array:
            if found.width == 1:
                return Value(found.kind, (f"{found.array}[{at}]",))
            first = self._temporary(f"{found.width} * ({at})")
            every = (f"{found.array}[{first} + {lane}]" for lane in range(found.width))
            return Value(found.kind, tuple(every))
        whole = self._value(each.base)
        return Value(whole.kind, (f"[{', '.join(whole.parts)}][{at}]",))

    def _binary(self, each: Binary) -> Value:
        """Long sums lean to the left, so that is followed in a loop."""
        spine: list[Binary] = []
        left: Expression = each
        while isinstance(left, Binary):
            spine.append(left)
            left = left.left
        value = self._value(left)
        for one in reversed(spine):
            value = self._joined(one.mark, value, self._value(one.right))
        return value

    def _joined(self, mark: str, left: Value, right: Value) -> Value:
        if len(left.parts) == 16:
            return self._product(left, right)
        wide = max(len(left.parts), len(right.parts))
        left, right = self._spread(left, wide), self._spread(right, wide)
        pairs = list(zip(left.parts, right.parts, strict=True))
        if mark in ("&&", "||"):
            return Value("bool", tuple(f"({a} {mark} {b})" for a, b in pairs))
        if mark in ("<", ">", "<=", ">=", "==", "!="):
            same = {"==": "===", "!=": "!=="}.get(mark, mark)
            return Value("bool", (" && ".join(f"({a} {same} {b})" for a, b in pairs),))
        text = ARITHMETIC.get((left.kind, mark), f"({{a}} {mark} {{b}})")
        return Value(left.kind, tuple(text.format(a=a, b=b) for a, b in pairs))

    def _spread(self, value: Value, wide: int) -> Value:
        if len(value.parts) == wide:
            return value
        return Value(value.kind, (self._temporary(value.parts[0]),) * wide)

    def _product(self, matrix: Value, vector: Value) -> Value:
        """A matrix, written column by column, times a vector."""
        m, v = matrix.parts, self._atoms(vector).parts
        rows = (" + ".join(f"{m[4 * j + i]} * {v[j]}" for j in range(4)) for i in range(4))
        return Value("float", tuple(f"({row})" for row in rows))

    def _called(self, each: Call) -> Value:
        function = self._functions.get(each.name)
        if function is not None:
            return self._own(each, function)
        given = [self._value(one) for one in each.given]
        if each.name in KINDS:
            return made(each, given)
        if each.name == "shelved":
            first = self._temporary(f"4 * ({given[0].parts[0]})")
            return Value("float", tuple(f"shelf[{first} + {lane}]" for lane in range(4)))
        return self._builtin(each.name, given)

    def _own(self, each: Call, function: Function) -> Value:
        """A function of the text: what it hands back is read at once from where it left it."""
        takes, backs = list[str](), list[tuple[str, ...]]()
        for one, given in zip(each.given, function.given, strict=True):
            if given.out and not given.size:
                backs.append(self._value(one).parts)
            else:
                takes += self._value(one).parts
        call = f"{each.name}$({', '.join(takes)})"
        kind, width = KINDS.get(function.kind, ("", 0))
        if width == 1:
            return Value(kind, (call,))
        self._lines.append(f"{call};")
        if width:
            return Value(kind, tuple(self._kept(f"$${i}") for i in range(width)))
        targets = [part for parts in backs for part in parts]
        self._lines += [f"{part} = $${i};" for i, part in enumerate(targets)]
        return Value("float", ("0",))

    def _kept(self, part: str) -> str:
        self._count += 1
        self._lines.append(f"const t{self._count} = {part};")
        return f"t{self._count}"

    def _builtin(self, name: str, given: list[Value]) -> Value:
        if name not in BUILTINS:
            raise ValueError(f"{name} is not known in pages")
        text, folds = BUILTINS[name]
        values = [self._atoms(value) for value in given]
        if folds:  # of a whole vector
            return Value("float", (text(*(value.parts for value in values)),))
        wide = max(len(value.parts) for value in values)
        spread = [self._spread(value, wide).parts for value in values]
        return Value(values[0].kind, tuple(text(*parts) for parts in zip(*spread, strict=True)))
