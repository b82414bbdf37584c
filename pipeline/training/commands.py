"""The steps of training as commands; PyTorch is imported only when one runs."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import InputError
from pipeline.training.examples import NameExchange, read_examples, select
from pipeline.training.forms import FORMS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one step; return 0, or 2 with one line on stderr where the input is wrong."""
    options = _parser().parse_args(arguments)
    try:
        {"fit": _fit, "blend": _blend, "export": _export}[options.step](options)
    except InputError as error:
        _say(str(error))
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline.training", description="Train the tone model.")
    steps = parser.add_subparsers(dest="step", required=True)
    fit = steps.add_parser("fit", help="train one run")
    fit.add_argument("--train", type=Path, nargs="+", required=True, help="JSONL files in the format of NewsMTSC")
    fit.add_argument("--start", type=Path, help="weights to go on from instead of the base model")
    fit.add_argument("--seed", type=int, default=1, help="of the order, the exchanges and the dropout")
    fit.add_argument("--epochs", type=int, default=2)
    fit.add_argument("--steps", type=int, help="end after this many steps instead")
    fit.add_argument("--average", type=float, default=0.995, help="share of the running average kept at each step")
    fit.add_argument("--rate", type=float, default=1e-4, help="learning rate of the encoder")
    fit.add_argument("--head-rate", type=float, default=5e-4, help="learning rate of the head")
    fit.add_argument("--balance", type=float, default=1.0, help="0: classes weigh as often as they occur; 1: all alike")
    fit.add_argument("--names", type=float, default=0.25, help="share of targets whose name is exchanged")
    fit.add_argument("--masks", type=float, default=0.15, help="share of targets replaced by [MASK]")
    fit.add_argument("--context", type=float, default=0.5, help="share of sentences whose other states are exchanged")
    fit.add_argument("--threads", type=int, default=1)
    fit.add_argument("--low-precision", action="store_true", help="bfloat16, for CPUs that have it")
    blend = steps.add_parser("blend", help="average the weights of several runs")
    blend.add_argument("runs", type=Path, nargs="+", help="weights of the runs")
    for step in (fit, blend):
        step.add_argument(
            "--form", choices=list(FORMS), default="marked", help="how the target is put (export: marked)"
        )
    export = steps.add_parser("export", help="write tone.onnx, tokenizer.json and config.json")
    export.add_argument("weights", type=Path)
    export.add_argument("--train", type=Path, nargs="+", required=True, help="JSONL files to take the ranges from")
    export.add_argument("--version", required=True, help="version that results are marked with")
    for step in (fit, blend, export):
        step.add_argument("--develop", type=Path, nargs="+", default=[], help="JSONL files to measure on")
        step.add_argument("-o", "--output", type=Path, required=True)
    return parser


def _fit(options: argparse.Namespace) -> None:
    from pipeline.training import fit

    development = {path.stem: read_examples(path) for path in options.develop}
    held_out = [example for examples in development.values() for example in examples]
    training = select((example for path in options.train for example in read_examples(path)), held_out)
    network = fit.load_network(options.start) if options.start else fit.fresh_network()
    plan = fit.Plan(
        epochs=options.epochs,
        most_steps=options.steps,
        average=options.average,
        rate=options.rate,
        head_rate=options.head_rate,
        balance=options.balance,
        seed=options.seed,
        threads=options.threads,
        low_precision=options.low_precision,
    )
    exchange = NameExchange.from_seeds(names=options.names, masks=options.masks, context=options.context)
    _say(f"{len(training)} targets; {plan}")
    fit.fit(
        network,
        fit.base_encoder(options.form),
        training,
        development,
        exchange,
        plan,
        report=_say,
        checkpoint=options.output,
    )


def _blend(options: argparse.Namespace) -> None:
    from pipeline.training import fit

    network = fit.blend(options.runs)
    fit.save_network(network, options.output)
    for path in options.develop:
        examples = read_examples(path)
        _say(f"{path.stem} {fit.figures(fit.predict(network, fit.base_encoder(options.form), examples), examples)}")


def _export(options: argparse.Namespace) -> None:
    import torch

    from pipeline.training import export, fit

    torch.set_num_threads(1)  # one sentence at a time: more threads only wait for each other
    training, development = (
        [example for path in paths for example in read_examples(path)] for paths in (options.train, options.develop)
    )
    network = fit.load_network(options.weights)
    export.export(network, options.output, options.version, training, development)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - progress of a command
