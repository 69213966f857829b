"""A request before it is on its way: judged, admitted, refused or answered here."""
