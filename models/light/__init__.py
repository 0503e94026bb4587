"""The light family: SPAN, Real-ESRGAN compact and RRDB."""
