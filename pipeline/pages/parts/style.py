"""The style sheet of the pages: shades are mixed from the colour of the text, so that it holds in both themes."""

CSS = """
<style>
[data-testid=stMainBlockContainer]{max-width:1440px;padding-top:2.4rem;padding-bottom:4rem}
[data-testid=stMainBlockContainer]>div>[data-testid=stVerticalBlock]{gap:.8rem}
.st-key-share{width:fit-content!important;align-self:flex-end;z-index:2;margin-bottom:-3.3rem;transform:translateY(1.6rem)}
[class*="st-key-card-"]{gap:.5rem}[class*="st-key-card-"] h4{padding:.1rem 0 .55rem}
[class*="st-key-foot-"] button,[class*="st-key-foot-"] a{font-size:.88em;opacity:.8}
[class*="st-key-box-pick-"]{max-width:34rem;margin-top:-.4rem;font-size:.9em}
.st-key-active-filters button{min-height:1.9rem;padding:.1rem .6rem;font-size:.88em}
.um-line{border-left:3px solid #A9A9A2;padding:.45rem 0 .5rem .8rem;margin:0 0 .15rem 0;
 border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent)}
.um-head{display:flex;gap:.1rem .6rem;align-items:baseline;flex-wrap:wrap}
.um-head span,.um-meta,p.um-grey{opacity:.72;font-size:.88em}.um-words .um-grey{opacity:.72;font-style:italic}
.um-head time{margin-left:auto;opacity:.72;font-size:.85em;font-variant-numeric:tabular-nums}
.um-words{font-family:"Source Serif","Source Serif Pro",Georgia,serif;font-size:1.05em;line-height:1.42;
 margin:.15rem 0;overflow-wrap:anywhere;unicode-bidi:isolate}
.um-meta{display:flex;gap:.35rem .9rem;flex-wrap:wrap;align-items:baseline}
.um-meta details{flex-basis:auto}.um-meta details[open]{flex-basis:100%;opacity:1}
.um-meta summary{cursor:pointer;text-decoration:underline;text-underline-offset:3px;text-decoration-thickness:1px}
.um-meta p{margin:.4rem 0;max-width:78ch;overflow-wrap:anywhere;unicode-bidi:isolate}
.um-meta a,.um-table a{text-underline-offset:3px;color:inherit!important}
.um-table td:not(.whole) a{overflow-wrap:anywhere}
.um-tone{white-space:nowrap}.um-tone i{font-style:normal;-webkit-text-stroke:.4px currentColor}
u.um-source{text-decoration:underline 2px}u.um-cue{text-decoration:underline dotted 2px}
u.um-content{text-decoration:underline 1px;text-underline-offset:4px;
 background:color-mix(in srgb,currentColor 8%,transparent)}
.um-keys{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.88em;margin:-.3rem 0 0 0}
.um-key i{display:inline-block;width:.75em;height:.75em;border-radius:2px;margin-right:.4em;vertical-align:-.05em;
 border:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.um-pattern-1{background-image:repeating-linear-gradient(45deg,#fff9 0 1px,transparent 1px 4px),
 repeating-linear-gradient(-45deg,#fff9 0 1px,transparent 1px 4px)}
.um-pattern-2{background-image:radial-gradient(#fffd 1px,transparent 1.4px);background-size:4px 4px}
.um-pattern-3{background-image:repeating-linear-gradient(0deg,#fff9 0 1px,transparent 1px 4px)}
.um-pattern-4{background-image:repeating-linear-gradient(90deg,#fff9 0 1px,transparent 1px 4px)}
.um-pattern-5{background-image:repeating-linear-gradient(0deg,#fff9 0 1px,transparent 1px 4px),
 repeating-linear-gradient(90deg,#fff9 0 1px,transparent 1px 4px)}
.um-pattern-6{background-image:repeating-linear-gradient(45deg,#fff9 0 1px,transparent 1px 4px)}
.um-table{width:100%;border-collapse:collapse;font-size:.92em;font-variant-numeric:tabular-nums}
.um-table th{text-align:left;font-weight:600;opacity:.72;padding:.3rem .6rem .3rem 0;
 border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.um-table td{padding:.38rem .6rem .38rem 0;vertical-align:top;overflow-wrap:break-word;
 border-bottom:1px solid color-mix(in srgb,currentColor 10%,transparent)}
.um-table .num+:not(.num){padding-left:1.2rem}
.um-table td.num,.um-table th.num{text-align:right;white-space:nowrap}.um-table td.whole{white-space:nowrap}
.um-scroll{overflow-x:auto}
.um-examples{display:grid;grid-template-columns:repeat(var(--columns),minmax(0,1fr));gap:.4rem 1.6rem}
.um-class{display:flex;justify-content:space-between;gap:.6rem;border-top:3px solid;padding:.35rem 0 .1rem}
.um-class span,.um-examples .um-meta,.um-examples p.um-grey{opacity:.72;font-size:.88em}
.um-example{padding:.45rem 0 .55rem;border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent)}
.um-example:last-child{border-bottom:0}.um-example .um-words{font-size:1em;margin:0 0 .25rem}
.um-example .um-meta span{opacity:1;font-size:1em}
.um-notes{margin:0;padding-left:1.1rem;font-size:.93em}
[data-testid=stMetric]{height:100%}
[data-testid=stMetric] :is([data-testid=stMetricLabel],[data-testid=stMetricDeltaDescription]) *{
 white-space:normal!important;text-overflow:clip!important}
[data-testid=stSidebarNavLink]:focus-visible{outline:2px solid currentColor;outline-offset:-2px}
[data-testid=stSidebarHeader]:before{content:"Ukraine Monitor";font:600 1.15rem "Source Serif","Source Serif Pro",
 Georgia,serif;white-space:nowrap;margin-right:auto}
.st-key-early{display:none}
[data-testid=stSkeleton],[data-testid=stSkeleton] *{animation:none!important}
@media (max-width:1000px){.um-examples{grid-template-columns:repeat(min(2,var(--columns)),minmax(0,1fr))}}
@media (max-width:640px){
.um-examples{grid-template-columns:minmax(0,1fr)}
.st-key-filters [data-testid=stColumn]{min-width:calc(50% - .5rem)!important;flex:1 1 calc(50% - .5rem)!important}
.st-key-filters [data-testid=stButtonGroup] button{padding:0 .5rem}
:is(.st-key-filters,[class*="st-key-card-"]) [data-testid=stElementToolbar]{display:none}
:is(.st-key-card-heat,.st-key-card-tone-time,.st-key-card-aid-dots) [class*="st-key-chart-"]{min-width:44rem}
:is(.st-key-card-heat,.st-key-card-tone-time,.st-key-card-aid-dots){overflow-x:auto}
.um-table tr:has(th){display:none}.um-table tr{display:block;padding:.45rem 0;
 border-bottom:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.um-table td,.um-table td.num{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:.6rem;padding:.12rem 0;
 border:0;text-align:left;white-space:normal;overflow-wrap:anywhere}
.um-table td:before{content:attr(data-label);opacity:.72}.um-table td.none{display:none}
}
</style>
"""
