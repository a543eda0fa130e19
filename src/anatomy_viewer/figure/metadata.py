"""What a figure says of itself: title, source and licence for everyone, the recipe for us.

SVG and PDF carry it as RDF (Dublin Core, as XMP has it), PNG as text chunks.
"""

from __future__ import annotations

from html import escape

from anatomy_viewer import __version__
from anatomy_viewer.figure.caption import Caption

KEYWORD = "anatomy-viewer"  # of the PNG's text chunk
NAMESPACE = "urn:anatomy-viewer:figure:1"
ELEMENT = "recipe"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"


def described(caption: Caption, recipe: str) -> str:
    """The RDF of a figure."""

    def words(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'

    return (
        f'<rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about="" xmlns:dc="{_DC}" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:av="{NAMESPACE}">'
        f"<dc:title>{words(caption.title)}</dc:title>"
        f"<dc:rights>{words(caption.licence)}</dc:rights>"
        f"<dc:source>{escape(caption.source)}</dc:source>"
        f"<xmp:CreatorTool>Anatomy Viewer {__version__}</xmp:CreatorTool>"
        f"<av:{ELEMENT}>{escape(recipe)}</av:{ELEMENT}>"
        "</rdf:Description></rdf:RDF>"
    )
