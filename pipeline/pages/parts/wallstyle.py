"""The style sheet of the wall: full screen, nothing of Streamlit's frame, sizes in hundredths of the screen's height.

3 vh is 32 px at 1080 lines and 65 px at 2160: nothing is smaller. The rows of a list wrap into a second column
outside the screen, so that a row that does not fit as a whole is not shown.
"""

from pipeline.pages.parts.theme import DARK, LIGHT

_FRAME = """
[data-testid=stHeader],[data-testid=stSidebar],[data-testid=stSidebarCollapsedControl],[data-testid=stToolbar],
[data-testid=stStatusWidget],[data-testid=stDecoration],[data-testid=stExpandSidebarButton],[data-testid=stBottom],
[data-testid=stConnectionStatus],[data-testid=stDialog],[data-baseweb=modal]{display:none!important}
html,body,[data-testid=stApp],[data-testid=stAppViewContainer],[data-testid=stMain]{overflow:hidden!important}
[data-testid=stMainBlockContainer]{padding:0!important;max-width:none!important}
[data-testid=stMainBlockContainer] [data-stale=true]{opacity:1!important;transition:none!important}
.wall{position:fixed;inset:0;z-index:999;display:grid;grid-template-rows:auto minmax(0,1fr) auto;
 padding:4vh 4vw 3vh;gap:2.5vh;box-sizing:border-box;overflow:hidden;
 font-family:"Source Sans","Source Sans Pro",sans-serif;font-size:3.4vh;line-height:1.25;
 font-variant-numeric:tabular-nums}
.wall h1{font-family:"Source Serif","Source Serif Pro",Georgia,serif;font-size:5.2vh;line-height:1.15;
 margin:0;padding:0;font-weight:600;color:inherit}
.wall header,.wall footer{display:flex;justify-content:space-between;align-items:baseline;gap:3vw}
.wall .clock{font-size:6vh;font-weight:600}
.wall footer{font-size:3vh;opacity:.95}
.wall .dots i{display:inline-block;width:1.5vh;height:1.5vh;border-radius:50%;margin-right:1vh;
 background:color-mix(in srgb,currentColor 30%,transparent)}.wall .dots i.on{background:currentColor}
.wall .stale{font-weight:600}
.wall .lost{position:absolute;right:4vw;bottom:2vh;padding:.6vh 1.6vw;border-radius:1vh;background:#E69F00;
 color:#14171A;font-weight:600;visibility:hidden;animation:um-lost 0s linear forwards}
@keyframes um-lost{to{visibility:visible}}
.wall main{min-height:0;overflow:hidden;display:flex;flex-direction:column;gap:2.2vh}
.wall main:is([data-scene=latest],[data-scene=aid],[data-scene=tone]){flex-wrap:wrap;align-content:flex-start}
.wall main>.row{width:100%;box-sizing:border-box}
.wall .grey{opacity:.72}
.wall p{font-size:inherit!important;line-height:inherit;margin:0}
.wall .row{display:grid;gap:.3vh 2vw;align-items:baseline;min-height:0}
.wall .clip{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;overflow-wrap:anywhere;
 unicode-bidi:isolate}
.wall .one{white-space:nowrap;overflow:hidden;text-overflow:ellipsis;min-width:0;unicode-bidi:isolate}
.wall .say{border-left:.7vh solid;padding-left:1.6vw}
.wall .say .clip{font-family:"Source Serif","Source Serif Pro",Georgia,serif;font-size:3.6vh}
.wall .big{font-size:7vh;font-weight:600;line-height:1}
.wall .tiles{display:flex;gap:3vw;flex-wrap:wrap}
.wall .tile{border-top:.8vh solid;padding-top:1vh;min-width:12vw}
.wall .cols{flex:1;min-height:0;display:flex;align-items:flex-end;gap:.35vw;
 border-bottom:.2vh solid color-mix(in srgb,currentColor 40%,transparent)}
.wall .col{flex:1;height:100%;display:flex;flex-direction:column;justify-content:flex-end}
.wall .col.gap{background:repeating-linear-gradient(45deg,transparent 0 .8vh,
 color-mix(in srgb,currentColor 22%,transparent) .8vh 1.1vh)}
.wall .axis{display:flex;justify-content:space-between;font-size:3vh;opacity:.8}
.wall .bar{display:flex;height:3.6vh;border-radius:.4vh;overflow:hidden}
.wall .bar i{height:100%}
.wall .sign{font-style:normal;-webkit-text-stroke:.15vh currentColor}
.wall .mark{display:inline-block;width:2vh;height:2vh;border-radius:.3vh;vertical-align:-.1vh}
"""


def style(theme: str) -> str:
    """Return the style of the wall in "dark" or "light", whatever the theme of the viewer is."""
    look = LIGHT if theme == "light" else DARK
    colours = (
        f".wall{{background:{look.paper};color:{look.ink}}}"
        f".wall .stale{{color:{'#8A4B00' if look is LIGHT else '#E69F00'}}}"
        f"html,body,[data-testid=stApp]{{background:{look.paper}!important}}"
    )
    return f"<style>{_FRAME}{colours}</style>"
