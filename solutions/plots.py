"""What every day shows its figures with."""

import base64
import html
import io
import os

import matplotlib.pyplot as plt
from IPython.display import Image, display

plt.rcParams.update({"font.size": 12, "axes.spines.top": False, "axes.spines.right": False})


class Picture(Image):
    """A PNG picture that tells a screen reader what it shows."""

    def _repr_html_(self):
        png = base64.b64encode(self.data).decode()
        return f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{png}">'


def show(fig, alt):
    """Show a figure as a picture with an alternative text, then close it.

    A grader has seen the lesson's figures, and to draw them takes longer than to run all else: then there is none.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        plt.close(fig)
        return
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=100, bbox_inches="tight")
    plt.close(fig)
    display(Picture(data=buffer.getvalue(), format="png", alt=alt))
